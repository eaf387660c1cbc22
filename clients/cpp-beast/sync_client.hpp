// echo, synchronously.
#pragma once

#include "clients/cpp-beast/sync_session.hpp"
#include "contract/cpp/echo_payload.hpp"

namespace tare::clients {

template <class Kind>
class SyncClient final : public SyncSession<Kind> {
    using Session = SyncSession<Kind>;
    using Session::block_, Session::recorder_, Session::reply_;

  public:
    using Session::Session;

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        if (block.workload != "echo")
            return make_error(Trouble::usage, "block: only echo is known, asked for {}", block.workload);
        block_ = block;
        recorder_ = &recorder;
        payload_ = contract::EchoPayload(block.size_bytes, block.kind, block.seed);
        this->with_stream([&](auto& ws) {
            set_message_options<Kind>(ws, block);
            block_with_deadline(wire::beast::socket_of(ws), block.deadline);
        });
        return {};
    }

    Result<contract::BlockReport> run() override {
        return this->with_stream([this](auto& ws) { return run_on(ws); });
    }

  private:
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
            if (ec) return trouble(ws, fmt::format("sending message {}", number), ec, block_.deadline);
            reply_.clear();
            ws.read(reply_, ec);
            if (ec) return trouble(ws, fmt::format("answer to message {}", number), ec, block_.deadline);
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

    contract::EchoPayload payload_;
};

} // namespace tare::clients
