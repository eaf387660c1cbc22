// The epoll backend: edge-triggered readiness made into completions. See seam.hpp for what the functions
// mean.
//
// - A read that filled less than it was offered has drained the socket (epoll(7)): no call that says EAGAIN.
// - Sends go out at once; EPOLLOUT is watched only after one was partial.
// - Spinning, with few connections, receives first and asks epoll only now and then: one system call a look.
#pragma once

#include "wire/io/epoll/kernel.hpp"
#include "wire/io/loop_core.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

namespace tare::wire::io::epoll {

template <class Handler>
struct EpollConnection : ConnectionCore {
    typename Handler::State state;
    bool readable = false;    ///< there may be more to read
    bool queued = false;      ///< stands in again_
    bool watched_out = false; ///< EPOLLOUT is asked for, and stays so: it is edge-triggered
    bool ended_by_peer = false;
};

template <class Handler, class System = Kernel>
class Loop : public LoopCore<Loop<Handler, System>, Handler, EpollConnection<Handler>> {
    using Core = LoopCore<Loop, Handler, EpollConnection<Handler>>;
    using Core::dead_, Core::deadlines_, Core::handler_, Core::inbox_, Core::options_, Core::slab_;
    using typename Core::Listener;

  public:
    using Connection = EpollConnection<Handler>;

    static Result<std::unique_ptr<Loop>> make(Handler& handler, const Options& options, System system = {}) {
        auto loop = std::unique_ptr<Loop>(new Loop(handler, options, std::move(system)));
        if (loop->system_.create() < 0)
            return make_error(Trouble::environment, "epoll_create1: {}", std::strerror(errno));
        return loop;
    }
    ~Loop() {
        for (Connection& c : slab_.slots())
            if (c.fd >= 0) system_.close(c.fd);
    }

    Result<void> listen(Socket listener, int tag) {
        const std::uint64_t data = SlotId{kListener, static_cast<std::uint32_t>(listeners_.size())}.packed();
        if (system_.watch(listener.fd(), EPOLL_CTL_ADD, EPOLLIN, data) != 0)
            return make_error(Trouble::environment, "epoll_ctl for a listener: {}", std::strerror(errno));
        listeners_.push_back({std::move(listener), tag});
        return {};
    }

    Result<Connection*> adopt(Socket socket, int tag) {
        Connection* c = add(socket.release(), tag);
        if (c == nullptr) return make_error(Trouble::environment, "epoll_ctl: {}", std::strerror(errno));
        return c;
    }

    /// Waits up to `most` (negative: for ever) and delivers. Spinning, it looks once and does not wait.
    int turn(Nanoseconds most) {
        int done = 0;
        if (options_.wait == Wait::spin && slab_.slots().size() <= kDirect && ++spins_ % kLookAround != 0) {
            for (Connection& c : slab_.slots())
                if (c.fd >= 0 && !c.paused && receive(c, false)) ++done;
        } else {
            done = turn_by_epoll(most);
        }
        bury_dead();
        return done;
    }

    void send_lent(Connection& c, std::span<const std::byte> bytes) { send(c, bytes); }

    void send(Connection& c, std::span<const std::byte> bytes) {
        if (c.fd < 0 || c.finishing) return;
        if (c.out.empty()) {
            const std::size_t sent = send_now(c, bytes);
            if (sent == bytes.size()) [[likely]]
                return;
            bytes = bytes.subspan(sent);
        }
        if (c.fd < 0) return;
        c.out.append(inbox_.pool(), bytes);
        if (!c.watched_out) {
            c.watched_out = true;
            if (system_.watch(c.fd, EPOLL_CTL_MOD, kEvents | EPOLLOUT, c.id.packed()) != 0)
                drop(c, {Ending::broken, errno});
        }
        if (c.out.size() > options_.high_water) c.paused = true;
    }

    void finish(Connection& c) {
        if (c.fd < 0 || c.finishing) return;
        c.finishing = true;
        this->set_deadline(c, kLinger);
        if (c.out.empty()) system_.end_writing(c.fd);
    }

    void drop(Connection& c, End end) {
        if (c.fd < 0) return;
        system_.close(c.fd); // which also takes it out of the epoll set
        c.fd = -1;
        c.end = end;
        dead_.push_back(&c);
    }

    void pulse(Nanoseconds every) { system_.pulse(every, SlotId{kPulse, 0}.packed()); }

    [[nodiscard]] bool has_unsent(const Connection& c) const { return !c.out.empty(); }

    [[nodiscard]] std::int64_t now_ns() const { return system_.now_ns(); }
    [[nodiscard]] System& system() { return system_; }

  private:
    static constexpr std::uint32_t kEvents = EPOLLIN | EPOLLRDHUP | EPOLLET;
    static constexpr std::uint32_t kListener = 0xFFFF'FFFF; ///< no slot has this number
    static constexpr std::uint32_t kPulse = 0xFFFF'FFFE;    ///< nor this one
    static constexpr int kReadsATurn = 8;                   ///< then the others have their turn
    static constexpr std::size_t kDirect = 4;   ///< up to so many are received from without asking
    static constexpr unsigned kLookAround = 64; ///< every so many looks, at everything
    static constexpr std::int64_t kNsPerMs = 1'000'000;

    Loop(Handler& handler, const Options& options, System system)
        : Core(handler, options), system_(std::move(system)) {}

    int turn_by_epoll(Nanoseconds most) {
        const int ready = is_exact(most) ? system_.wait_exactly(events_, this->patience_ns(most))
                                         : system_.wait(events_, timeout_ms(most));
        int done = ready < 0 ? 1 : 0; // interrupted: not the same as nothing for so long
        for (int i = 0; i < ready; ++i) done += deliver(events_[static_cast<std::size_t>(i)]) ? 1 : 0;
        if (!again_.empty()) done += read_again();
        if (deadlines_.any()) [[unlikely]]
            done += this->expire();
        return done;
    }

    /// Wanted to the nanosecond: a time-out in milliseconds would be too long.
    [[nodiscard]] bool is_exact(Nanoseconds most) const {
        return most.count() > 0 && most.count() % kNsPerMs != 0 && options_.wait == Wait::block &&
               again_.empty();
    }
    int timeout_ms(Nanoseconds most) const {
        return options_.wait == Wait::spin || !again_.empty() ? 0 : to_timeout_ms(this->patience_ns(most));
    }

    bool deliver(const epoll_event& event) {
        const SlotId id = SlotId::unpack(event.data.u64);
        if (id.index == kListener) return accept(listeners_[id.generation]);
        if (id.index == kPulse) [[unlikely]] {
            system_.take_pulse();
            return false;
        }
        Connection* c = slab_.find(id);
        if (c == nullptr || c->fd < 0) return false;
        if ((event.events & EPOLLOUT) != 0 && !c->out.empty()) flush(*c);
        const bool hung = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        if (c->fd >= 0 && ((event.events & EPOLLIN) != 0 || hung)) {
            c->hung |= hung;
            receive(*c, c->hung);
        }
        return true;
    }

    bool accept(Listener& listener) {
        for (;;) {
            const int fd = system_.accept(listener.socket.fd());
            if (fd < 0) {
                if (errno == EMFILE || errno == ENFILE) system_.shed(listener.socket.fd());
                if (errno == EINTR || errno == ECONNABORTED) continue;
                return true;
            }
            if (slab_.used() >= options_.most_connections) {
                system_.close(fd);
            } else {
                add(fd, listener.tag);
            }
        }
    }

    /// Takes ownership of `fd`. Null, with errno, if epoll does not want it.
    Connection* add(int fd, int tag) {
        Connection& c = slab_.take();
        if (system_.watch(fd, EPOLL_CTL_ADD, kEvents, c.id.packed()) != 0) {
            const int error = errno;
            system_.close(fd);
            slab_.give(c);
            errno = error;
            return nullptr;
        }
        c.fd = fd;
        c.tag = tag;
        handler_.opened(*this, c);
        return &c;
    }

    /// True if anything arrived. `hung`: the peer has ended its side, so read until that is seen.
    bool receive(Connection& c, bool hung) {
        for (int reads = 0; reads < kReadsATurn; ++reads) {
            if (c.paused) {
                c.readable = true;
                return reads > 0;
            }
            const std::span<std::byte> room = inbox_.room(c.held);
            const ssize_t got = system_.receive(c.fd, room);
            if (got <= 0) [[unlikely]] {
                inbox_.cancel(c.held);
                if (got < 0 && errno == EINTR) continue;
                if (got < 0 && errno == EAGAIN) return reads > 0;
                if (got == 0) {
                    end_of_stream(c);
                } else {
                    drop(c, {Ending::broken, errno});
                }
                return true;
            }
            const std::span<std::byte> window = inbox_.window(c.held, static_cast<std::size_t>(got));
            // After finish() what the peer still says is read, so that closing does not reset it, and
            // dropped.
            const Kept kept = c.finishing ? Kept{window.size(), 0} : handler_.received(*this, c, window);
            if (c.fd < 0) return true;
            inbox_.keep(c.held, window, kept);
            if (static_cast<std::size_t>(got) < room.size() && !hung) [[likely]]
                return true;
        }
        read_later(c);
        return true;
    }

    /// The peer says no more. What it has not read yet is still sent; a peer may end its side first.
    void end_of_stream(Connection& c) {
        c.ended_by_peer = true;
        if (c.out.empty()) return drop(c, {c.finishing ? Ending::by_us : Ending::by_peer, 0});
        finish(c);
    }

    void read_later(Connection& c) {
        if (std::exchange(c.queued, true)) return;
        again_.push_back(c.id);
    }

    int read_again() {
        int done = 0;
        resumed_.swap(again_);
        for (const SlotId id : resumed_) {
            Connection* c = slab_.find(id);
            if (c == nullptr || c->fd < 0) continue;
            c->queued = false;
            receive(*c, c->hung);
            ++done;
        }
        resumed_.clear();
        return done;
    }

    /// How much of it went out; 0 if nothing would, or the connection is broken.
    std::size_t send_now(Connection& c, std::span<const std::byte> bytes) {
        for (;;) {
            const ssize_t sent = system_.send(c.fd, bytes);
            if (sent >= 0) [[likely]]
                return static_cast<std::size_t>(sent);
            if (errno == EINTR) continue;
            if (errno != EAGAIN) drop(c, {Ending::broken, errno});
            return 0;
        }
    }

    void flush(Connection& c) {
        while (!c.out.empty()) {
            const std::size_t sent = send_now(c, c.out.bytes());
            if (sent == 0) break; // the next edge comes
            c.out.sent(inbox_.pool(), sent);
        }
        if (c.fd < 0) return;
        if (c.out.empty() && c.finishing) {
            if (c.ended_by_peer) return drop(c, {Ending::by_peer, 0});
            system_.end_writing(c.fd);
        }
        if (c.paused && c.out.size() <= options_.low_water) {
            c.paused = false;
            // The edge that announced what waits to be read came while nobody was reading.
            if (std::exchange(c.readable, false)) read_later(c);
        }
        if (c.out.empty()) this->sent_all(c);
    }

    /// Ends what was dropped in this turn: only now is nobody in the middle of a call with it.
    void bury_dead() {
        while (!dead_.empty()) [[unlikely]] {
            Connection& c = *dead_.back();
            dead_.pop_back();
            this->bury(c);
        }
    }

    System system_;
    std::vector<Listener> listeners_;
    std::vector<SlotId> again_, resumed_;
    std::array<epoll_event, 256> events_{};
    unsigned spins_ = 0;
};

} // namespace tare::wire::io::epoll
