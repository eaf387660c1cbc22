// The client over any backend: connections, and the loop around the work.
#pragma once

#include "clients/cpp-raw/echo_work.hpp"
#include "contract/cpp/client.hpp"
#include "contract/cpp/keep_to_schedule.hpp"
#include "wire/io/seam.hpp"
#include "wire/io/socket.hpp"
#include "wire/peer/peer.hpp"
#include "wire/ws/cpu.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tare::clients {

template <template <class> class LoopOf>
class RawClient final : public contract::Client {
  public:
    explicit RawClient(contract::WaitMode wait) : spins_(wait == contract::WaitMode::spin) {}

    Result<void> open(const contract::OpenRequest& request) override {
        close();
        request_ = request;
        wire::io::raise_descriptor_limit();
        auto opened = connect_all(request);
        if (!opened) close();
        return opened;
    }

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        if (!ends_) return make_error(Trouble::usage, "block: no connection is open");
        if (ends_->work.error()) return *ends_->work.error();
        block_ = block;
        recorder_ = &recorder;
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
        const bool spins = spins_ || planned;
        Silence silence{spins, block_.deadline, 0, 0};
        while (work.busy() && !work.error()) {
            const std::int64_t before = work.operations();
            const int happened = ends_->loop->turn(spins ? Nanoseconds{0} : kForEver);
            if (work.operations() != before) [[likely]] {
                silence.since_ns = 0;
            } else if (silence.too_long(happened, *ends_->loop)) {
                return make_error(Trouble::contender, "no message for {} ms, after {} of them",
                                  block_.deadline / Milliseconds{1}, work.operations());
            }
        }
        recorder_->end();
        if (work.error()) return *work.error();
        return contract::BlockReport{work.operations(), work.operations() * block_.size_bytes,
                                     recorder_->started_ns(), recorder_->ended_ns(), shares()};
    }

    void close() override {
        if (!ends_) return;
        ends_->work.begin_closing();
        for (Connection* c : ends_->connections)
            if (c->fd >= 0 && c->state.app.connection >= 0)
                ends_->peer->close(*ends_->loop, *c, wire::ws::CloseCode::normal);
        // Every connection has a deadline now, so this comes to an end.
        while (ends_->work.ended_connections() < ends_->adopted) ends_->loop->turn(kClosePatience);
        ends_.reset();
    }

  private:
    using RawPeer = wire::peer::Peer<EchoWork>;
    using Loop = LoopOf<RawPeer>;
    using Connection = typename Loop::Connection;

    static constexpr Nanoseconds kConnectWithin{10'000'000'000};
    static constexpr Nanoseconds kForEver{-1};
    static constexpr Nanoseconds kClosePatience{100'000'000};

    /// Everything that open() makes and close() unmakes. In the order in which they refer to each other.
    struct Ends {
        EchoWork work;
        std::optional<wire::tls::Context> tls;
        std::unique_ptr<RawPeer> peer;
        std::unique_ptr<Loop> loop;
        std::vector<Connection*> connections;
        int adopted = 0;
    };

    /// Wakes a loop that waits, four times in a deadline, so that silence is noticed.
    struct Pulse {
        Pulse(Loop& woken, Nanoseconds deadline) : loop(woken) { loop.pulse(deadline / 4); }
        Pulse(const Pulse&) = delete;
        Pulse& operator=(const Pulse&) = delete;
        ~Pulse() { loop.pulse(Nanoseconds{0}); }
        Loop& loop;
    };

    /// Counts turns in which no message came, and looks at the clock in those alone.
    struct Silence {
        bool spins;
        Nanoseconds deadline;
        std::int64_t since_ns;
        unsigned empty_turns;

        bool too_long(int happened, const Loop& loop) {
            constexpr unsigned kLookEvery = 4096;
            if (happened == 0 && spins && ++empty_turns % kLookEvery != 0) return false;
            const std::int64_t now = loop.now_ns();
            if (since_ns == 0) since_ns = now;
            return now - since_ns >= deadline.count();
        }
    };

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
                auto begun_connection = connect_one();
                if (!begun_connection) return begun_connection.error();
                (*begun_connection)->state.app.begun_ticks = begun;
                continue;
            }
            const int happened = ends_->loop->turn(kForEver);
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

    /// Its handshakes are done by the turns that follow.
    Result<Connection*> connect_one() {
        auto socket = wire::io::connect_tcp(request_.host, request_.port, kConnectWithin);
        if (!socket) return socket.error();
        auto adopted =
            ends_->loop->adopt(std::move(*socket), request_.tls ? wire::peer::kTls : wire::peer::kPlain);
        if (adopted) ++ends_->adopted;
        return adopted;
    }

    Result<void> connect_all(const contract::OpenRequest& request) {
        ends_ = std::make_unique<Ends>();
        if (request.tls) {
            auto made = wire::tls::Context::client(request.ca_file);
            if (!made) return made.error();
            ends_->tls.emplace(std::move(*made));
        }
        const bool is_ipv6 = request.host.find(':') != std::string::npos && request.host.front() != '[';
        const std::string host = is_ipv6 ? "[" + request.host + "]" : request.host;
        ends_->peer = std::make_unique<RawPeer>(
            ends_->work,
            wire::peer::Config{.role = wire::ws::Role::client,
                               .mask = wire::ws::best_mask(wire::ws::detect_cpu_features()).run,
                               .tls = ends_->tls ? &*ends_->tls : nullptr,
                               .deflate =
                                   request.deflate ? std::optional(wire::deflate::Options{}) : std::nullopt,
                               .host = fmt::format("{}:{}", host, request.port),
                               .path = request.path,
                               .tls_name = request.host});
        auto loop = Loop::make(*ends_->peer, {.wait = spins_ ? wire::io::Wait::spin : wire::io::Wait::block});
        if (!loop) return loop.error();
        ends_->loop = std::move(*loop);
        for (int i = 0; i < request.connections; ++i) {
            auto connection = connect_one();
            if (!connection) return connection.error();
            (*connection)->state.app.connection = i;
            ends_->connections.push_back(*connection);
            ends_->loop->turn(Nanoseconds{0}); // the handshakes of the others go on meanwhile
            if (ends_->work.error()) return *ends_->work.error();
        }
        while (ends_->work.opened_connections() < request.connections) {
            ends_->loop->turn(kConnectWithin);
            if (ends_->work.error()) return *ends_->work.error();
        }
        return {};
    }

    bool spins_;
    contract::OpenRequest request_;
    std::unique_ptr<Ends> ends_;
    contract::BlockRequest block_;
    contract::Recorder* recorder_ = nullptr;
    std::vector<std::int64_t> shares_; ///< operations of each connection
};

} // namespace tare::clients
