// The broadcast workload: one message at a time, which comes back on every connection.
#pragma once

#include "contract/cpp/echo_payload.hpp"
#include "contract/cpp/recorder.hpp"
#include "contract/cpp/works/asking_work.hpp"

namespace tare::contract {

class BroadcastWork : public AskingWork {
  public:
    static constexpr std::string_view kWorkload = "broadcast";
    static constexpr bool kAnswersEverywhere = true; ///< what one connection says comes on all

    struct State {
        std::int64_t connection = -1;
        std::int64_t next = 0;   ///< the message that comes next
        std::uint64_t block = 0; ///< in this block
    };

    template <class Voice>
    void message(Voice&& voice, const Heard& heard) {
        State& state = voice.state();
        if (state.block != block_) state.next = 0;
        state.block = block_;
        if (outstanding_ == 0 || state.next != operations_) [[unlikely]]
            return fail(make_error(Trouble::contender, "connection {}: a message that nobody sent",
                                   state.connection));
        if (!payload_.verify(heard.payload, heard.kind, 0, operations_)) [[unlikely]]
            return fail(payload_.mismatch(heard.payload, heard.kind, 0, operations_));
        ++state.next;
        ++deliveries_;
        if (--outstanding_ > 0) return;
        const bool more = recorder_->pair(sent_ticks_, recorder_->tick());
        if (!more && !payload_.verify_whole(heard.payload, heard.kind, 0, operations_))
            return fail(payload_.mismatch(heard.payload, heard.kind, 0, operations_));
        ++operations_;
        if (!more) return;
        outstanding_ = connections_;
        starts_ = true;
    }

    void prepare(const BlockRequest& block, Recorder& recorder, int connections) {
        payload_ = EchoPayload(block.size_bytes, block.kind, block.seed);
        recorder_ = &recorder;
        connections_ = connections;
        ++block_;
    }
    [[nodiscard]] bool greets() const { return false; }
    template <class Voice>
    void greet(Voice&&) {}

    void begin() {
        operations_ = 0;
        outstanding_ = connections_;
        starts_ = true;
    }
    int next_start() { return std::exchange(starts_, false) ? 0 : -1; }
    template <class Voice>
    void start(Voice&& voice) {
        payload_.number(0, operations_);
        sent_ticks_ = recorder_->tick();
        voice.send(payload_.kind(), payload_.bytes());
    }
    [[nodiscard]] std::int64_t progress() const { return deliveries_; }

  private:
    EchoPayload payload_;
    Recorder* recorder_ = nullptr;
    std::int64_t deliveries_ = 0, sent_ticks_ = 0;
    int connections_ = 0;
    std::uint64_t block_ = 0;
    bool starts_ = false;
};

} // namespace tare::contract
