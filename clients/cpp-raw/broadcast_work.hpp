// The broadcast workload: one message at a time, which comes back on every connection.
#pragma once

#include "clients/cpp-raw/asking_work.hpp"
#include "contract/cpp/echo_payload.hpp"
#include "contract/cpp/recorder.hpp"
#include "wire/ws/decoder.hpp"

namespace tare::clients {

class BroadcastWork : public AskingWork {
  public:
    static constexpr std::string_view kWorkload = "broadcast";

    struct State {
        std::int64_t connection = -1;
        std::int64_t next = 0;   ///< the message that comes next
        std::uint64_t block = 0; ///< in this block
    };

    template <class Link>
    void message(Link& link, const wire::ws::Event& event) {
        State& state = link.state();
        const auto kind = kind_of(event.opcode);
        if (state.block != block_) state.next = 0;
        state.block = block_;
        if (outstanding_ == 0 || state.next != operations_) [[unlikely]]
            return fail(make_error(Trouble::contender, "connection {}: a message that nobody sent",
                                   state.connection));
        if (!payload_.verify(event.payload, kind, 0, operations_)) [[unlikely]]
            return fail(payload_.mismatch(event.payload, kind, 0, operations_));
        ++state.next;
        ++deliveries_;
        if (--outstanding_ > 0) return;
        const bool more = recorder_->pair(sent_ticks_, recorder_->tick());
        if (!more && !payload_.verify_whole(event.payload, kind, 0, operations_))
            return fail(payload_.mismatch(event.payload, kind, 0, operations_));
        ++operations_;
        if (!more) return;
        outstanding_ = connections_;
        starts_ = true;
    }

    void prepare(const contract::BlockRequest& block, contract::Recorder& recorder, int connections) {
        payload_ = contract::EchoPayload(block.size_bytes, block.kind, block.seed);
        recorder_ = &recorder;
        connections_ = connections;
        ++block_;
    }
    [[nodiscard]] bool greets() const { return false; }
    template <class Link>
    void greet(Link&) {}

    void begin() {
        operations_ = 0;
        outstanding_ = connections_;
        starts_ = true;
    }
    int next_start() { return std::exchange(starts_, false) ? 0 : -1; }
    template <class Link>
    void start(Link& link) {
        payload_.number(0, operations_);
        sent_ticks_ = recorder_->tick();
        link.send(payload_.kind() == contract::MessageKind::text ? wire::ws::Opcode::text
                                                                 : wire::ws::Opcode::binary,
                  payload_.bytes());
    }
    [[nodiscard]] std::int64_t progress() const { return deliveries_; }

  private:
    contract::EchoPayload payload_;
    contract::Recorder* recorder_ = nullptr;
    std::int64_t deliveries_ = 0, sent_ticks_ = 0;
    int connections_ = 0;
    std::uint64_t block_ = 0;
    bool starts_ = false;
};

} // namespace tare::clients
