// The synchronous client: one connection, blocking calls, as Beast's synchronous example.
#pragma once

#include "clients/cpp-beast/connect.hpp"
#include "contract/cpp/client.hpp"
#include "contract/cpp/echo_payload.hpp"

#include <memory>
#include <optional>

namespace tare::clients {

/// `Kind` is SyncStock or SyncTuned: a plain and a secure stream, and whether options are tuned.
template <class Kind>
class SyncClient final : public contract::Client {
  public:
    explicit SyncClient(contract::WaitMode wait) : wait_(wait) {}

    Result<void> open(const contract::OpenRequest& request) override {
        if (wait_ == contract::WaitMode::spin)
            return make_error(Trouble::usage, "open: the synchronous client cannot spin");
        if (request.connections != 1)
            return make_error(Trouble::usage, "open: the synchronous client has one connection, asked for {}",
                              request.connections);
        if (!request.tls) {
            plain_ = std::make_unique<typename Kind::Plain>(context_);
            return connect<false>(*plain_, request);
        }
        tls_.emplace(asio::ssl::context::tlsv13_client);
        if (auto trusted = trust(*tls_, request.ca_file); !trusted) return trusted;
        secure_ = std::make_unique<typename Kind::Secure>(context_, *tls_);
        return connect<true>(*secure_, request);
    }

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        if (block.workload != "echo")
            return make_error(Trouble::usage, "block: only echo is known, asked for {}", block.workload);
        block_ = block;
        recorder_ = &recorder;
        payload_ = contract::EchoPayload(block.size_bytes, block.kind, block.seed);
        with_stream([&](auto& ws) {
            set_message_options<Kind>(ws, block);
            block_with_deadline(wire::beast::socket_of(ws), block.deadline);
        });
        return {};
    }

    Result<contract::BlockReport> run() override {
        return with_stream([this](auto& ws) { return run_on(ws); });
    }

    void close() override {
        if (plain_) end(*plain_);
        if (secure_) end(*secure_);
        plain_.reset();
        secure_.reset();
        tls_.reset();
    }

  private:
    template <class Work>
    auto with_stream(Work&& work) {
        return plain_ ? work(*plain_) : work(*secure_);
    }

    template <class Stream>
    static void end(Stream& ws) {
        ErrorCode ignored; // a peer that does not answer the close is left
        block_with_deadline(wire::beast::socket_of(ws), kCloseDeadline);
        if (ws.is_open()) ws.close(websocket::close_code::normal, ignored);
    }

    template <class Stream>
    Result<contract::BlockReport> run_on(Stream& ws) {
        std::int64_t number = 0;
        bool more = true;
        recorder_->begin(block_.duration);
        recorder_->stamp();
        for (; more; ++number) {
            payload_.number(0, number);
            ErrorCode ec;
            ws.write(asio::buffer(payload_.bytes().data(), payload_.bytes().size()), ec);
            if (ec) return trouble(fmt::format("sending message {}", number), ec, block_.deadline);
            reply_.clear();
            ws.read(reply_, ec);
            if (ec) return trouble(fmt::format("answer to message {}", number), ec, block_.deadline);
            if (!payload_.verify(bytes_of(reply_), kind_of(ws), 0, number))
                return payload_.mismatch(bytes_of(reply_), kind_of(ws), 0, number);
            more = recorder_->stamp();
        }
        if (!payload_.verify_whole(bytes_of(reply_), kind_of(ws), 0, number - 1))
            return payload_.mismatch(bytes_of(reply_), kind_of(ws), 0, number - 1);
        recorder_->end();
        return contract::BlockReport{.operations = number,
                                     .bytes = number * block_.size_bytes,
                                     .started_ns = recorder_->started_ns(),
                                     .ended_ns = recorder_->ended_ns()};
    }

    contract::WaitMode wait_;
    asio::io_context context_{1}; // never run: synchronous operations need none
    std::optional<asio::ssl::context> tls_;
    std::unique_ptr<typename Kind::Plain> plain_;
    std::unique_ptr<typename Kind::Secure> secure_;
    contract::BlockRequest block_;
    contract::Recorder* recorder_ = nullptr;
    contract::EchoPayload payload_;
    bb::flat_buffer reply_;
};

} // namespace tare::clients
