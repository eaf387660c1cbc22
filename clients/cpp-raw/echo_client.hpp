// echo, pipeline, rate and connect: what a server that echoes does its part of.
#pragma once

#include "clients/cpp-raw/echo_work.hpp"
#include "clients/cpp-raw/raw_session.hpp"
#include "contract/cpp/keep_to_schedule.hpp"

#include <optional>
#include <vector>

namespace tare::clients {

template <template <class> class LoopOf>
class EchoClient final : public RawSession<LoopOf, EchoWork> {
    using Session = RawSession<LoopOf, EchoWork>;
    using Session::block_, Session::ends_, Session::recorder_, Session::spins_;
    using typename Session::Connection, typename Session::Pulse, typename Session::Silence;

  public:
    using Session::Session;

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        if (auto ready = this->ready_for(block, recorder); !ready) return ready;
        if (block.workload == "stream" || block.workload == "transfer" || block.workload == "broadcast")
            return this->other_path(block.workload);
        ends_->work.prepare(block, recorder, static_cast<int>(ends_->connections.size()));
        for (Connection* c : ends_->connections) ends_->work.prepare(c->state.app);
        ends_->peer->reserve(ends_->work.payload_bytes());
        return {};
    }

    Result<contract::BlockReport> run() override {
        EchoWork& work = ends_->work;
        const Pulse pulse(*ends_->loop, block_.deadline);
        recorder_->begin(block_.duration);
        if (block_.workload == "connect") return connect_and_close();
        const bool planned = block_.rate_per_s > 0;
        if (planned) {
            keep_to_schedule();
        } else {
            send_first();
        }
        auto finished = this->finish_work(spins_ || planned);
        recorder_->end();
        if (!finished) return finished.error();
        return contract::BlockReport{work.operations(), work.operations() * block_.size_bytes,
                                     recorder_->started_ns(), recorder_->ended_ns(), shares()};
    }

  private:
    /// The connect workload: as many lives at once as there are connections, which stay as they are
    /// meanwhile.
    Result<contract::BlockReport> connect_and_close() {
        EchoWork& work = ends_->work;
        const int ended_before = work.ended_connections(), adopted_before = ends_->adopted;
        Silence silence{spins_, block_.deadline, 0, 0};
        for (;;) {
            const int ended = work.ended_connections() - ended_before;
            const int alive = ends_->adopted - adopted_before - ended;
            const bool over = recorder_->over();
            if (work.error() || (over && alive == 0)) break;
            if (!over && alive < static_cast<int>(ends_->connections.size())) {
                const std::int64_t begun = recorder_->tick();
                auto begun_connection = this->connect_one();
                if (!begun_connection) return begun_connection.error();
                (*begun_connection)->state.app.begun_ticks = begun;
                (*begun_connection)->state.app.resumes_tls = this->request_.resume;
                continue;
            }
            const int happened = ends_->loop->turn(Session::kForEver);
            if (work.ended_connections() - ended_before != ended) {
                silence.since_ns = 0;
            } else if (silence.too_long(happened, *ends_->loop)) {
                return make_error(Trouble::contender,
                                  "no connection was opened and closed for {} ms, after {} of them",
                                  block_.deadline / Milliseconds{1}, work.operations());
            }
        }
        recorder_->end();
        if (work.error()) return *work.error();
        return contract::BlockReport{work.operations(), 0, recorder_->started_ns(), recorder_->ended_ns()};
    }

    std::optional<contract::PerConnection> shares() {
        if (ends_->connections.size() == 1) return std::nullopt;
        shares_.clear();
        for (const Connection* c : ends_->connections) shares_.push_back(c->state.app.message);
        return contract::per_connection(shares_);
    }

    void send_first() {
        EchoWork& work = ends_->work;
        if (work.single()) recorder_->stamp();
        for (Connection* c : ends_->connections) {
            for (int i = 0; i < work.depth(); ++i)
                ends_->peer->queue(*ends_->loop, *c, work.opcode(), work.first_message(c->state.app));
            ends_->peer->flush(*ends_->loop, *c);
        }
    }

    /// The rate workload. Returns when all is sent, or something went wrong.
    void keep_to_schedule() {
        EchoWork& work = ends_->work;
        std::size_t next = 0; // the connection whose turn it is
        contract::keep_to_schedule(
            block_, *recorder_,
            [&] {
                ends_->loop->turn(Nanoseconds{0});
                return !work.error();
            },
            [&](std::int64_t due) {
                Connection* const c = ends_->connections[next];
                if (++next == ends_->connections.size()) next = 0;
                ends_->peer->send(*ends_->loop, *c, work.opcode(), work.planned_message(c->state.app, due));
                return !work.error();
            });
    }

    std::vector<std::int64_t> shares_; ///< operations of each connection
};

} // namespace tare::clients
