// stream and transfer, synchronously: over one connection, which asks and then reads. What is said and
// verified is in contract/cpp/works.
#pragma once

#include "clients/cpp-beast/sync_session.hpp"
#include "contract/cpp/works/asking_work.hpp"

#include <string_view>

namespace tare::clients {

/// The work's voice. What goes wrong while the work speaks is looked at afterwards.
template <class Stream, class State>
struct SyncVoice {
    Stream& ws;
    State& own;
    ErrorCode ec{};

    [[nodiscard]] State& state() { return own; }
    void say(std::string_view text) { send(contract::MessageKind::text, std::as_bytes(std::span(text))); }
    void send(contract::MessageKind kind, std::span<const std::byte> bytes) {
        ws.text(kind == contract::MessageKind::text);
        ws.write(asio::buffer(bytes.data(), bytes.size()), ec);
    }
    void send_large(std::span<const std::byte> bytes, std::size_t fragment_bytes) {
        if (fragment_bytes > 0) make_fragments(ws, fragment_bytes);
        send(contract::MessageKind::binary, bytes);
    }
};

template <class Kind, class Work>
class SyncAskingClient final : public SyncSession<Kind> {
    using Session = SyncSession<Kind>;
    using Session::block_, Session::recorder_, Session::reply_;

  public:
    using Session::Session;

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        if (block.workload != Work::kWorkload)
            return make_error(Trouble::usage, "block: {} has a path of its own, and that of {} was opened",
                              block.workload, Work::kWorkload);
        if (auto fine = can_fragment(block); !fine) return fine;
        if (work_.error()) return *work_.error();
        block_ = block;
        recorder_ = &recorder;
        return this->with_stream([&](auto& ws) -> Result<void> {
            set_message_options<Kind>(ws, block);
            block_with_deadline(wire::beast::socket_of(ws), block.deadline);
            work_.prepare(block, recorder, 1);
            SyncVoice voice{ws, state_};
            work_.greet(voice);
            return hear(voice);
        });
    }

    Result<contract::BlockReport> run() override {
        return this->with_stream([this](auto& ws) -> Result<contract::BlockReport> {
            SyncVoice voice{ws, state_};
            recorder_->begin(block_.duration);
            work_.begin();
            work_.start(voice);
            auto finished = hear(voice);
            recorder_->end();
            if (!finished) return finished.error();
            return contract::BlockReport{.operations = work_.operations(),
                                         .bytes = work_.operations() * block_.size_bytes,
                                         .started_ns = recorder_->started_ns(),
                                         .ended_ns = recorder_->ended_ns()};
        });
    }

  private:
    /// Until nothing is to come any more.
    template <class Voice>
    Result<void> hear(Voice& voice) {
        while (work_.busy() && !work_.error()) {
            if (voice.ec) return trouble(voice.ws, "sending", voice.ec, block_.deadline);
            reply_.clear();
            voice.ws.read(reply_, voice.ec);
            if (voice.ec)
                return trouble(voice.ws, fmt::format("waiting, after {} operations", work_.operations()),
                               voice.ec, block_.deadline);
            work_.message(voice, {kind_of(voice.ws), bytes_of(reply_)});
        }
        if (work_.error()) return *work_.error();
        return {};
    }

    Work work_;
    typename Work::State state_{.connection = 0};
};

} // namespace tare::clients
