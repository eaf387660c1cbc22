// One connection of the asynchronous client: send, read the answer, verify, stamp, and again. With one
// message outstanding, writing and reading take turns; with more, each goes on by itself.
#pragma once

#include "clients/cpp-beast/connect.hpp"
#include "contract/cpp/echo_payload.hpp"
#include "contract/cpp/recorder.hpp"

#include <optional>
#include <vector>

namespace tare::clients {

/// What the connections of a block share.
struct Block {
    contract::BlockRequest request;
    contract::Recorder* recorder = nullptr;
    bool single = true;           ///< one message at a time in all: its stamps form a chain
    std::int64_t operations = 0;  ///< of all connections
    std::int64_t busy = 0;        ///< connections that have not finished
    std::optional<Error> failure; ///< the first
    asio::io_context* context = nullptr;

    /// The block is over, one way or the other.
    void stop() { context->stop(); }
    void fail(Error error) {
        if (!failure) failure = std::move(error);
        stop();
    }
};

/// Must outlive its operations, unless the io_context is destroyed without being run again.
template <class Kind, bool secure>
class Connection {
  public:
    template <class... Args>
    Connection(std::int64_t number, Args&&... stream) : number_(number), ws_(std::forward<Args>(stream)...) {}

    Result<void> open(const contract::OpenRequest& request, Watchdog& watchdog) {
        if (auto offered = offer_deflate<Kind>(ws_, request); !offered) return offered;
        return connect<secure>(ws_, request, watchdog);
    }

    void prepare(Block& block) {
        block_ = &block;
        message_ = sent_ = owed_ = 0;
        finished_ = false;
        sent_ticks_.resize(static_cast<std::size_t>(block.request.depth));
        payload_ = contract::EchoPayload(block.request.size_bytes, block.request.kind, block.request.seed);
        set_message_options<Kind>(ws_, block.request);
    }

    /// The first messages of the block.
    void begin() {
        if (block_->request.depth == 1) return send();
        owed_ = block_->request.depth;
        send_owed();
        receive();
    }

    /// The number of the message that is under way: what the watch looks at.
    [[nodiscard]] std::int64_t message() const { return message_; }
    [[nodiscard]] bool finished() const { return finished_; }

    void close(Watchdog& watchdog) { disconnect(ws_, watchdog); }

  private:
    void send_owed() {
        writing_ = owed_ > 0;
        if (!writing_) return finish_if_done();
        --owed_;
        send();
    }

    void send() {
        payload_.number(number_, sent_);
        if (!block_->single) sent_ticks(sent_) = block_->recorder->tick();
        ++sent_;
        ws_.async_write(asio::buffer(payload_.bytes().data(), payload_.bytes().size()),
                        [this](ErrorCode ec, std::size_t) {
                            if (ec) return fail("sending", ec);
                            if (block_->request.depth == 1) return receive();
                            send_owed();
                        });
    }

    void receive() {
        reply_.clear();
        ws_.async_read(reply_, [this](ErrorCode ec, std::size_t) {
            if (ec) return fail("answer to", ec);
            judge();
        });
    }

    void judge() {
        if (!payload_.verify(bytes_of(reply_), kind_of(ws_), number_, message_)) return refuse();
        contract::Recorder& recorder = *block_->recorder;
        const bool more =
            block_->single ? recorder.stamp() : recorder.pair(sent_ticks(message_), recorder.tick());
        ++block_->operations;
        if (more) {
            ++message_;
            if (block_->request.depth == 1) return send();
            ++owed_;
            if (!writing_) send_owed();
            return receive();
        }
        owed_ = 0;
        const bool last = message_ + 1 == sent_;
        if (last && !payload_.verify_whole(bytes_of(reply_), kind_of(ws_), number_, message_))
            return refuse();
        ++message_;
        if (!last) return receive();
        finish_if_done();
    }

    /// A last message's answer can be here before its write is told to be over.
    void finish_if_done() {
        if (finished_ || writing_ || message_ != sent_) return;
        finished_ = true;
        if (--block_->busy == 0) block_->stop();
    }

    [[nodiscard]] std::int64_t& sent_ticks(std::int64_t message) {
        return sent_ticks_[static_cast<std::size_t>(message % block_->request.depth)];
    }

    void refuse() { block_->fail(payload_.mismatch(bytes_of(reply_), kind_of(ws_), number_, message_)); }

    void fail(const char* what, const ErrorCode& ec) {
        block_->fail(make_error(Trouble::contender, "{} message {} of connection {}: {}", what, message_,
                                number_, ec.message()));
    }

    std::int64_t number_;
    wire::beast::StreamOf<Kind, secure> ws_;
    Block* block_ = nullptr;
    std::int64_t message_ = 0;             ///< the next to be answered
    std::int64_t sent_ = 0;                ///< how many were sent, the one that is being written included
    int owed_ = 0;                         ///< how many may be sent as soon as the writing is over
    bool writing_ = false;                 ///< with more than one outstanding
    std::vector<std::int64_t> sent_ticks_; ///< when; of a message at its number modulo the depth
    bool finished_ = false;
    contract::EchoPayload payload_;
    bb::flat_buffer reply_;
};

} // namespace tare::clients
