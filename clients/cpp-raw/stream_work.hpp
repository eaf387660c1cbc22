// The stream workload: what is asked for, and whether it comes.
#pragma once

#include "clients/cpp-raw/asking_work.hpp"
#include "contract/cpp/recorder.hpp"
#include "contract/cpp/stream_messages.hpp"
#include "wire/ws/decoder.hpp"

#include <string>

namespace tare::clients {

class StreamWork : public AskingWork {
  public:
    static constexpr std::string_view kWorkload = "stream";

    struct State {
        std::int64_t connection = -1;
        std::int64_t next = 0; ///< the message of its stream that comes next
    };

    template <class Link>
    void message(Link& link, const wire::ws::Event& event) {
        State& state = link.state();
        StampNs handed_ns = 0;
        const auto kind = kind_of(event.opcode);
        if (outstanding_ == 0) [[unlikely]]
            return fail(make_error(Trouble::contender, "a message that nobody asked for"));
        if (greeting_) {
            --outstanding_;
            ++greeted_;
            const std::string_view text{reinterpret_cast<const char*>(event.payload.data()),
                                        event.payload.size()};
            if (kind == contract::MessageKind::text && text == contract::kReadyToPush) return;
            return fail(make_error(Trouble::contender,
                                   "a stream was asked for, and the answer is \"{}\", expected \"{}\"",
                                   text.substr(0, 100), contract::kReadyToPush));
        }
        if (!check_.verify(event.payload, kind, state.next, handed_ns)) [[unlikely]]
            return fail(check_.mismatch(event.payload, kind, state.next));
        ++operations_;
        const bool more = recorder_->pair_sent_at(handed_ns);
        if (++state.next < check_.request().messages) return;
        if (more && check_.request().rate_per_s == 0) {
            start(link);
        } else {
            --outstanding_;
        }
    }

    void prepare(const contract::BlockRequest& block, contract::Recorder& recorder, int connections) {
        check_ = contract::StreamCheck(contract::stream_request(block));
        ask_ = contract::stream_request_line(check_.request());
        recorder_ = &recorder;
        connections_ = outstanding_ = connections;
        greeting_ = true;
    }
    [[nodiscard]] bool greets() const { return true; }
    template <class Link>
    void greet(Link& link) {
        say(link, ask_);
    }

    void begin() {
        greeting_ = false;
        operations_ = 0;
        outstanding_ = connections_;
        next_start_ = 0;
    }
    int next_start() { return next_start_ < connections_ ? next_start_++ : -1; }
    template <class Link>
    void start(Link& link) {
        link.state().next = 0;
        say(link, contract::kPush);
    }
    [[nodiscard]] std::int64_t progress() const { return operations_ + greeted_; }

  private:
    contract::StreamCheck check_;
    std::string ask_;
    contract::Recorder* recorder_ = nullptr;
    std::int64_t greeted_ = 0;
    int connections_ = 0;
    bool greeting_ = false;
    int next_start_ = 0; ///< the first connection on which nothing was asked for yet
};

} // namespace tare::clients
