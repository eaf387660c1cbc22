// What the client's workloads have in common, over any backend: connections, and the loop around the work.
//
// A Work is the App of wire/peer. It has, besides,
//
//     int opened_connections() const, ended_connections() const;
//     bool busy() const;                               // something is outstanding
//     std::int64_t operations() const;
//     const std::optional<Error>& error() const;       // the first thing that went wrong
//     void begin_closing();                            // from here on it is no error that connections end
#pragma once

#include "contract/cpp/client.hpp"
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

template <template <class> class LoopOf, class Work>
class RawSession : public contract::Client {
  public:
    explicit RawSession(contract::WaitMode wait) : spins_(wait == contract::WaitMode::spin) {}

    Result<void> open(const contract::OpenRequest& request) override {
        close();
        request_ = request;
        wire::io::raise_descriptor_limit();
        auto opened = connect_all(request);
        if (!opened) close();
        return opened;
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

  protected:
    using RawPeer = wire::peer::Peer<Work>;
    using Loop = LoopOf<RawPeer>;
    using Connection = typename Loop::Connection;

    static constexpr Nanoseconds kConnectWithin{10'000'000'000};
    static constexpr Nanoseconds kForEver{-1};
    static constexpr Nanoseconds kClosePatience{100'000'000};

    /// Everything that open() makes and close() unmakes. In the order in which they refer to each other.
    struct Ends {
        Work work;
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

    /// Until nothing is outstanding any more.
    Result<void> finish_work(bool spins) {
        Work& work = ends_->work;
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
        if (work.error()) return *work.error();
        return {};
    }

    Result<void> ready_for(const contract::BlockRequest& block, contract::Recorder& recorder) {
        if (!ends_) return make_error(Trouble::usage, "block: no connection is open");
        if (ends_->work.error()) return *ends_->work.error();
        block_ = block;
        recorder_ = &recorder;
        return {};
    }

    [[nodiscard]] Error other_path(const std::string& workload) const {
        return make_error(Trouble::usage, "block: {} has a path of its own, and {} was opened", workload,
                          request_.path);
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

    bool spins_;
    contract::OpenRequest request_;
    std::unique_ptr<Ends> ends_;
    contract::BlockRequest block_;
    contract::Recorder* recorder_ = nullptr;

  private:
    Result<void> connect_all(const contract::OpenRequest& request) {
        ends_ = std::make_unique<Ends>();
        if (request.tls) {
            using wire::tls::Resumption;
            auto made = wire::tls::Context::client(request.ca_file,
                                                   request.resume ? Resumption::on : Resumption::off);
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
};

} // namespace tare::clients
