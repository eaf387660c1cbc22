// What the floor's ends of many connections share: an epoll instance, pieces of a fixed size out of a stream,
// and the rest of what the kernel would not take at once. Edge-triggered, so that a message of many
// connections costs one receive, one send and a share of one wait.
//
// Thread safety: none.
#pragma once

#include "base/units.hpp"
#include "contract/cpp/messages.hpp"
#include "wire/floor/sockets.hpp"

#include <sys/epoll.h>
#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace tare::wire::floor {

/// An epoll instance. Spinning, it looks and does not wait.
class Epoll {
  public:
    static Result<Epoll> create(contract::WaitMode wait);

    /// From the next wait() on.
    void set_wait(contract::WaitMode wait) { patience_ms_ = patience_of(wait); }

    /// Everything edge-triggered; `data` comes back with each event. False, with errno, if refused.
    bool watch(int descriptor, std::uint64_t data);

    /// The events that are there; when blocking, at least one, except after a signal.
    [[nodiscard]] std::span<const epoll_event> wait();

    /// Comes back from wait() with this data so often, by one timer that runs by itself. 0: not any more.
    bool pulse(Nanoseconds every, std::uint64_t data);
    void take_pulse();

  private:
    Epoll(Socket instance, Socket timer, contract::WaitMode wait)
        : instance_(std::move(instance)), timer_(std::move(timer)), patience_ms_(patience_of(wait)) {}
    static int patience_of(contract::WaitMode wait) { return wait == contract::WaitMode::spin ? 0 : -1; }

    Socket instance_, timer_;
    int patience_ms_;
    bool timed_ = false;
    std::array<epoll_event, 256> events_{};
};

/// For --probe: really makes one.
Result<contract::Probe> probe_epoll();

/// How a connection goes on after a call.
enum class Flow : std::uint8_t {
    waits, ///< all is done that can be done now
    ended, ///< the peer closed it, or it broke
};

/// Pieces of one size out of a stream. Small ones are received into memory that all connections share, which
/// stays in the cache, and only what is left of one is kept; large ones into memory of their own.
class Pieces {
  public:
    static constexpr std::size_t kSharedBytes = std::size_t{256} << 10;
    static constexpr std::size_t kLargestShared = std::size_t{64} << 10;

    /// What was received and not used up by pieces of the size before is kept.
    void set_size(std::size_t bytes);
    [[nodiscard]] std::size_t size() const { return size_; }

    /// Receives until the socket is drained. Calls `each` with one or more whole pieces in a row, writable;
    /// it returns false to stop (then there may be more to receive). `shared` has kSharedBytes.
    template <class Each>
    Flow receive(int descriptor, std::span<std::byte> shared, Each&& each);

  private:
    /// Bytes received, 0 when there are none now, -1 when the connection has ended.
    static std::ptrdiff_t receive_some(int descriptor, std::span<std::byte> into);

    std::size_t size_ = 1;
    std::size_t kept_ = 0; ///< bytes at the front of own_ that belong to an unfinished piece
    std::vector<std::byte> own_;
};

/// Sends without waiting, and keeps the rest.
class Sender {
  public:
    /// False when the connection is broken.
    bool send(int descriptor, std::span<const iovec> parts);
    bool send(int descriptor, std::span<const std::byte> bytes);
    /// The rest, when there is room again.
    bool flush(int descriptor);
    [[nodiscard]] bool waits() const { return begin_ != rest_.size(); }

  private:
    std::vector<std::byte> rest_;
    std::size_t begin_ = 0;
};

template <class Each>
Flow Pieces::receive(int descriptor, std::span<std::byte> shared, Each&& each) {
    const bool is_shared = size_ <= kLargestShared;
    const std::span<std::byte> room = is_shared ? shared : std::span(own_);
    for (;;) {
        if (is_shared && kept_ > 0) std::memcpy(room.data(), own_.data(), kept_);
        const std::ptrdiff_t got = receive_some(descriptor, room.subspan(kept_));
        if (got <= 0) return got == 0 ? Flow::waits : Flow::ended;
        const std::size_t here = kept_ + static_cast<std::size_t>(got);
        const bool drained = here < room.size();
        const std::size_t whole = here - here % size_;
        const bool more = whole == 0 || each(room.first(whole));
        kept_ = here - whole;
        if (is_shared && kept_ > own_.size()) own_.resize(kept_);
        if (kept_ > 0 && (is_shared || whole > 0)) // what is large and unfinished lies there already
            std::memmove(own_.data(), room.data() + whole, kept_);
        if (drained || !more) return Flow::waits;
    }
}

} // namespace tare::wire::floor
