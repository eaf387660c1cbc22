// stream, transfer and broadcast: the client asks, and the server does more than echo.
#pragma once

#include "clients/cpp-raw/asking_app.hpp"
#include "clients/cpp-raw/raw_session.hpp"

namespace tare::clients {

template <template <class> class LoopOf, class Work>
class AskingClient final : public RawSession<LoopOf, AskingApp<Work>> {
    using Session = RawSession<LoopOf, AskingApp<Work>>;
    using Session::block_, Session::ends_, Session::recorder_, Session::spins_;
    using typename Session::Connection, typename Session::Loop, typename Session::Pulse,
        typename Session::Silence;

  public:
    using Session::Session;

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        if (auto ready = this->ready_for(block, recorder); !ready) return ready;
        if (block.workload != Work::kWorkload) return this->other_path(block.workload);
        Work& work = ends_->work;
        work.prepare(block, recorder, static_cast<int>(ends_->connections.size()));
        if (!work.greets()) return {};
        const Pulse pulse(*ends_->loop, block.deadline);
        for (Connection* c : ends_->connections)
            ends_->peer->with_link(*ends_->loop, *c, [&](auto& link) { work.greet(VoiceOver(link)); });
        return this->finish_work(spins_);
    }

    Result<contract::BlockReport> run() override {
        Work& work = ends_->work;
        const Pulse pulse(*ends_->loop, block_.deadline);
        recorder_->begin(block_.duration);
        work.begin();
        Silence silence{spins_, block_.deadline, 0, 0};
        do {
            for (int i = work.next_start(); i >= 0; i = work.next_start())
                ends_->peer->with_link(*ends_->loop, *ends_->connections[static_cast<std::size_t>(i)],
                                       [&](auto& link) { work.start(VoiceOver(link)); });
            const std::int64_t before = work.progress();
            const int happened = ends_->loop->turn(spins_ ? Nanoseconds{0} : Session::kForEver);
            if (work.progress() != before) {
                silence.since_ns = 0;
            } else if (silence.too_long(happened, *ends_->loop)) {
                return make_error(Trouble::contender, "nothing came for {} ms, after {} operations",
                                  block_.deadline / Milliseconds{1}, work.operations());
            }
        } while (work.busy() && !work.error());
        recorder_->end();
        if (work.error()) return *work.error();
        return contract::BlockReport{work.operations(), work.operations() * block_.size_bytes,
                                     recorder_->started_ns(), recorder_->ended_ns()};
    }
};

} // namespace tare::clients
