// A kernel that does what a test tells it to: reads and writes that are cut where the test wants, errors,
// ends of stream, and a clock that moves only when somebody waits. It takes the place of epoll::Kernel, so
// that tests drive the real loop without a socket.
//
// Thread safety: none.
#pragma once

#include "wire/io/epoll/loop.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

namespace tare::wire::io::scripted {

using Bytes = std::vector<std::byte>;

/// The far end of one descriptor.
struct Wire {
    std::deque<Bytes> incoming; ///< one element is the most that one read returns
    bool ended = false;         ///< after `incoming`: end of stream
    int receive_error = 0;      ///< after `incoming`: this errno instead
    std::size_t room =
        std::numeric_limits<std::size_t>::max(); ///< bytes that the peer will take before EAGAIN
    std::size_t most_a_send = std::numeric_limits<std::size_t>::max();
    int send_error = 0;
    Bytes sent;                 ///< what arrived at the peer
    bool writing_ended = false; ///< our FIN
    bool closed = false;
    int receives = 0, sends = 0; ///< calls, those that failed too

    std::uint32_t interest = 0, edges = 0;
    std::uint64_t data = 0;

    [[nodiscard]] bool readable() const { return !incoming.empty() || ended || receive_error != 0; }
};

/// What the test holds.
class World {
  public:
    /// A connection that waits at the listener; returns its descriptor.
    int knock() {
        waiting_.push_back(connected());
        return waiting_.back();
    }
    /// A connected descriptor, to be adopted.
    int connected() {
        wires_[next_];
        return next_++;
    }
    [[nodiscard]] Wire& wire(int fd) { return wires_.at(fd); }

    /// The peer says something, to be read in one piece.
    void say(int fd, std::span<const std::byte> bytes) {
        wire(fd).incoming.emplace_back(bytes.begin(), bytes.end());
        wire(fd).edges |= EPOLLIN;
    }
    /// The peer ends its side.
    void hang_up(int fd) {
        wire(fd).ended = true;
        wire(fd).edges |= EPOLLIN | EPOLLRDHUP;
    }
    void break_with(int fd, int error) {
        wire(fd).receive_error = error;
        wire(fd).edges |= EPOLLIN | EPOLLERR;
    }
    /// The peer has read: there is room for so many bytes more.
    void make_room(int fd, std::size_t bytes) {
        wire(fd).room = bytes;
        wire(fd).edges |= EPOLLOUT;
    }
    std::int64_t now_ns = 1'000'000'000;
    int descriptors_left = std::numeric_limits<int>::max();
    std::int64_t pulse_ns = 0; ///< 0: none
    std::uint64_t pulse_data = 0;
    int shed = 0;              ///< connections that were refused for want of descriptors
    std::vector<int> timeouts; ///< of every wait

  private:
    friend class Kernel;
    std::map<int, Wire> wires_;
    std::deque<int> waiting_;
    std::uint64_t listener_data_ = 0;
    int next_ = 1000; // clear of the real descriptors that a test may have
};

class Kernel {
  public:
    Kernel() : world_(std::make_shared<World>()) {}
    [[nodiscard]] World& world() const { return *world_; }

    int create() { return 3; }
    int watch(int fd, int operation, std::uint32_t events, std::uint64_t data) {
        const auto found = world_->wires_.find(fd);
        if (found == world_->wires_.end()) {
            world_->listener_data_ = data; // whatever has no far end is the listener
            return 0;
        }
        Wire& wire = found->second;
        wire.interest = events;
        wire.data = data;
        // Both adding and modifying look at the state as it is (epoll_ctl(2)).
        wire.edges |= (wire.readable() ? EPOLLIN : 0u) | (wire.room > 0 ? EPOLLOUT : 0u);
        (void)operation;
        return 0;
    }
    int pulse(Nanoseconds every, std::uint64_t data) {
        world_->pulse_ns = every.count();
        world_->pulse_data = data;
        return 0;
    }
    void take_pulse() {}
    int wait(std::span<epoll_event> events, int timeout_ms) {
        world_->timeouts.push_back(timeout_ms);
        std::size_t n = 0;
        if (!world_->waiting_.empty()) {
            events[n].events = EPOLLIN;
            events[n++].data.u64 = world_->listener_data_;
        }
        for (auto& [fd, wire] : world_->wires_) {
            const std::uint32_t edges =
                wire.edges & (wire.interest | static_cast<std::uint32_t>(EPOLLHUP | EPOLLERR));
            wire.edges = 0;
            if (edges == 0 || wire.closed || n == events.size()) continue;
            events[n].events = edges;
            events[n++].data.u64 = wire.data;
        }
        if (n == 0 && timeout_ms < 0 && world_->pulse_ns > 0) {
            world_->now_ns += world_->pulse_ns;
            events[n].events = EPOLLIN;
            events[n++].data.u64 = world_->pulse_data;
        }
        if (n == 0 && timeout_ms < 0) throw std::logic_error("the loop would wait for ever");
        if (n == 0) world_->now_ns += std::int64_t{timeout_ms} * 1'000'000;
        return static_cast<int>(n);
    }
    int wait_exactly(std::span<epoll_event> events, std::int64_t timeout_ns) {
        const std::int64_t before = world_->now_ns;
        const int n = wait(events, 0);
        if (n == 0) world_->now_ns = before + timeout_ns;
        return n;
    }
    ssize_t receive(int fd, std::span<std::byte> into) {
        Wire& wire = world_->wire(fd);
        ++wire.receives;
        if (!wire.incoming.empty()) {
            Bytes& piece = wire.incoming.front();
            const std::size_t n = std::min(piece.size(), into.size());
            std::copy_n(piece.begin(), n, into.begin());
            piece.erase(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(n));
            if (piece.empty()) wire.incoming.pop_front();
            // A cut in the middle of a burst: the rest comes with an edge of its own.
            if (!wire.incoming.empty()) wire.edges |= EPOLLIN;
            return static_cast<ssize_t>(n);
        }
        if (wire.receive_error != 0) return fail(wire.receive_error);
        return wire.ended ? 0 : fail(EAGAIN);
    }
    ssize_t send(int fd, std::span<const std::byte> bytes) {
        Wire& wire = world_->wire(fd);
        ++wire.sends;
        if (wire.send_error != 0) return fail(wire.send_error);
        const std::size_t n = std::min({bytes.size(), wire.room, wire.most_a_send});
        if (n == 0 && !bytes.empty()) return fail(EAGAIN);
        wire.sent.insert(wire.sent.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
        wire.room -= n;
        if (n < bytes.size() && wire.room > 0) wire.edges |= EPOLLOUT;
        return static_cast<ssize_t>(n);
    }
    int accept(int) {
        if (world_->waiting_.empty()) return static_cast<int>(fail(EAGAIN));
        if (world_->descriptors_left == 0) return static_cast<int>(fail(EMFILE));
        --world_->descriptors_left;
        const int fd = world_->waiting_.front();
        world_->waiting_.pop_front();
        return fd;
    }
    void shed(int) {
        ++world_->shed;
        world_->wire(world_->waiting_.front()).closed = true;
        world_->waiting_.pop_front();
    }
    void end_writing(int fd) { world_->wire(fd).writing_ended = true; }
    void close(int fd) { world_->wire(fd).closed = true; }
    [[nodiscard]] std::int64_t now_ns() const { return world_->now_ns; }

  private:
    static ssize_t fail(int error) {
        errno = error;
        return -1;
    }
    std::shared_ptr<World> world_;
};

template <class Handler>
using Loop = epoll::Loop<Handler, Kernel>;

} // namespace tare::wire::io::scripted
