// The asynchronous client: callbacks, one thread, one io_context, any number of connections.
#pragma once

#include "clients/cpp-beast/watch.hpp"
#include "contract/cpp/client.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace tare::clients {

/// The open connections, all with TLS or all without. Dropping a fleet drops whatever is under way, for its
/// io_context goes with it and is never run again.
template <class Kind, bool secure>
class Fleet {
  public:
    Result<void> open(const contract::OpenRequest& request) {
        if constexpr (secure) {
            if (auto trusted = trust(tls_, request.ca_file); !trusted) return trusted;
        }
        Watchdog watchdog(kHandshakeDeadline);
        for (int number = 0; number < request.connections; ++number) {
            if constexpr (secure) {
                connections_.push_back(std::make_unique<One>(number, context_, tls_));
            } else {
                connections_.push_back(std::make_unique<One>(number, context_));
            }
            if (auto opened = connections_.back()->open(request, watchdog); !opened)
                return in_context(fmt::format("connection {}", number), opened.error());
        }
        return {};
    }

    void prepare(const contract::BlockRequest& request, contract::Recorder& recorder) {
        block_ = Block{};
        block_.request = request;
        block_.recorder = &recorder;
        block_.single = connections_.size() == 1 && request.depth == 1;
        block_.context = &context_;
        for (auto& connection : connections_) connection->prepare(block_);
        watch_.emplace(context_, connections_, block_);
    }

    Result<contract::BlockReport> run(contract::WaitMode wait) {
        contract::Recorder& recorder = *block_.recorder;
        block_.busy = static_cast<std::int64_t>(connections_.size());
        context_.restart();
        watch_->start();
        recorder.begin(block_.request.duration);
        if (block_.single) recorder.stamp();
        for (auto& connection : connections_) connection->begin();
        wire::beast::run_context(context_, wait);
        if (block_.failure) return *block_.failure;
        recorder.end();
        return contract::BlockReport{.operations = block_.operations,
                                     .bytes = block_.operations * block_.request.size_bytes,
                                     .started_ns = recorder.started_ns(),
                                     .ended_ns = recorder.ended_ns()};
    }

    void close() {
        Watchdog watchdog(kCloseDeadline);
        for (auto& connection : connections_) connection->close(watchdog);
    }

  private:
    using One = Connection<Kind, secure>;

    asio::io_context context_{Kind::kConcurrency};
    asio::ssl::context tls_{asio::ssl::context::tlsv13_client};
    std::vector<std::unique_ptr<One>> connections_;
    Block block_;
    std::optional<Watch<std::vector<std::unique_ptr<One>>>> watch_;
};

template <class Kind>
class AsyncClient final : public contract::Client {
  public:
    explicit AsyncClient(contract::WaitMode wait) : wait_(wait) {}

    Result<void> open(const contract::OpenRequest& request) override {
        return request.tls ? secure_.emplace().open(request) : plain_.emplace().open(request);
    }

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        if (broken_)
            return make_error(Trouble::usage, "block: the block before failed, close and open first");
        with_fleet([&](auto& fleet) { fleet.prepare(block, recorder); });
        return {};
    }

    Result<contract::BlockReport> run() override {
        auto report = with_fleet([this](auto& fleet) { return fleet.run(wait_); });
        broken_ = !report;
        return report;
    }

    void close() override {
        // What a failed block left under way forbids a close handshake: Beast allows one reader.
        if (plain_ && !broken_) plain_->close();
        if (secure_ && !broken_) secure_->close();
        plain_.reset();
        secure_.reset();
        broken_ = false;
    }

  private:
    template <class Work>
    auto with_fleet(Work&& work) {
        return plain_ ? work(*plain_) : work(*secure_);
    }

    contract::WaitMode wait_;
    std::optional<Fleet<Kind, false>> plain_;
    std::optional<Fleet<Kind, true>> secure_;
    bool broken_ = false;
};

} // namespace tare::clients
