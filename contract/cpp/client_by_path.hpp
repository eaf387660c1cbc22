// A client that does different workloads by different means: which one it is for is in the path it is told to
// open (CONTRACT.md: /echo, /stream, /transfer, /broadcast).
//
// Thread safety: none.
#pragma once

#include "contract/cpp/client.hpp"

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace tare::contract {

class ClientByPath final : public Client {
  public:
    /// `make`: for a path; null for one that it does not know.
    using Make = std::function<std::unique_ptr<Client>(std::string_view path)>;
    explicit ClientByPath(Make make) : make_(std::move(make)) {}

    Result<void> open(const OpenRequest& request) override {
        close();
        client_ = make_(request.path);
        if (!client_) return make_error(Trouble::usage, "open: there is no {} for this client", request.path);
        auto opened = client_->open(request);
        if (!opened) client_.reset();
        return opened;
    }
    Result<void> prepare(const BlockRequest& block, Recorder& recorder) override {
        if (!client_) return make_error(Trouble::usage, "block: no connection is open");
        return client_->prepare(block, recorder);
    }
    Result<BlockReport> run() override { return client_->run(); }
    void close() override {
        if (client_) client_->close();
        client_.reset();
    }

  private:
    Make make_;
    std::unique_ptr<Client> client_;
};

} // namespace tare::contract
