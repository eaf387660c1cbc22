// The stream workload: what is asked for, and whether it comes.
#pragma once

#include "contract/cpp/recorder.hpp"
#include "contract/cpp/stream_messages.hpp"
#include "contract/cpp/works/asking_work.hpp"

#include <string>

namespace tare::contract {

class StreamWork : public AskingWork {
  public:
    static constexpr std::string_view kWorkload = "stream";
    static constexpr bool kAnswersEverywhere = false; ///< what one connection says comes on all

    struct State {
        std::int64_t connection = -1;
        std::int64_t next = 0; ///< the message of its stream that comes next
    };

    template <class Voice>
    void message(Voice&& voice, const Heard& heard) {
        State& state = voice.state();
        StampNs handed_ns = 0;
        if (outstanding_ == 0) [[unlikely]]
            return fail(make_error(Trouble::contender, "a message that nobody asked for"));
        if (greeting_) {
            --outstanding_;
            ++greeted_;
            if (heard.kind == MessageKind::text && heard.text() == kReadyToPush) return;
            return fail(make_error(Trouble::contender,
                                   "a stream was asked for, and the answer is \"{}\", expected \"{}\"",
                                   heard.text().substr(0, 100), kReadyToPush));
        }
        if (!check_.verify(heard.payload, heard.kind, state.next, handed_ns)) [[unlikely]]
            return fail(check_.mismatch(heard.payload, heard.kind, state.next));
        ++operations_;
        const bool more = recorder_->pair_sent_at(handed_ns);
        if (++state.next < check_.request().messages) return;
        if (more && check_.request().rate_per_s == 0) {
            start(voice);
        } else {
            --outstanding_;
        }
    }

    void prepare(const BlockRequest& block, Recorder& recorder, int connections) {
        check_ = StreamCheck(stream_request(block));
        ask_ = stream_request_line(check_.request());
        recorder_ = &recorder;
        connections_ = outstanding_ = connections;
        greeting_ = true;
    }
    [[nodiscard]] bool greets() const { return true; }
    template <class Voice>
    void greet(Voice&& voice) {
        voice.say(ask_);
    }

    void begin() {
        greeting_ = false;
        operations_ = 0;
        outstanding_ = connections_;
        next_start_ = 0;
    }
    int next_start() { return next_start_ < connections_ ? next_start_++ : -1; }
    template <class Voice>
    void start(Voice&& voice) {
        voice.state().next = 0;
        voice.say(kPush);
    }
    [[nodiscard]] std::int64_t progress() const { return operations_ + greeted_; }

  private:
    StreamCheck check_;
    std::string ask_;
    Recorder* recorder_ = nullptr;
    std::int64_t greeted_ = 0;
    int connections_ = 0;
    bool greeting_ = false;
    int next_start_ = 0; ///< the first connection on which nothing was asked for yet
};

} // namespace tare::contract
