// The same exchange over io_uring: send and receive are submitted together and waited for together, so one
// message costs one io_uring_enter. A plain "submit, wait for one" would wake for its own send.
#pragma once

#include "base/units.hpp"
#include "wire/floor/channel.hpp"
#include "wire/floor/ring.hpp"

#include <sys/socket.h>

namespace tare::wire::floor {

class RingChannel {
  public:
    /// The caller owns ring and descriptor. `deadline` 0: any silence is borne.
    RingChannel(Ring& ring, int descriptor, Nanoseconds deadline);
    RingChannel(const RingChannel&) = delete;
    RingChannel& operator=(const RingChannel&) = delete;
    /// Shuts the connection down if the kernel still uses the buffers, and waits until it does not.
    ~RingChannel();

    Outcome exchange(std::span<const std::byte> out, std::span<std::byte> in) {
        // MSG_WAITALL: the kernel itself goes on where a transfer stopped half-way.
        return transfer(out, in, MSG_WAITALL);
    }

    /// Sends all of `out` and receives what comes first into `in`; `received` says how much. Nothing is
    /// received if `in` is empty.
    Outcome exchange_some(std::span<const std::byte> out, std::span<std::byte> in, std::size_t& received) {
        const Outcome outcome = transfer(out, in, 0);
        received = in.size() - in_.size();
        return outcome;
    }

    [[nodiscard]] const Failure& failure() const { return failure_; }

  private:
    /// A socket's buffer takes so much at once (tcp_wmem grows to megabytes on loopback).
    static constexpr std::size_t kSurelyWhole = std::size_t{128} << 10;

    enum Tag : std::uint64_t { kSend = 0, kReceive = 1, kTimer = 2 };
    static constexpr unsigned kTagBits = 2;

    Outcome transfer(std::span<const std::byte> out, std::span<std::byte> in, int receive_flags);
    void queue_send();
    void queue_receive();
    void queue_timer();
    Outcome wait();
    Outcome complete(Tag tag, int result);
    Outcome fail(int error_number);
    Outcome look_at_silence();

    Ring& ring_;
    int descriptor_;
    std::uint64_t generation_;
    unsigned pending_ = 0; ///< sends and receives that the kernel has
    int receive_flags_ = 0;
    std::span<const std::byte> out_; ///< what is still to be sent
    std::span<std::byte> in_;        ///< what is still to be received
    Failure failure_;

    // Silence is noticed by one coarse timer in the ring, so that it costs a message nothing.
    Nanoseconds deadline_;
    __kernel_timespec period_{};
    std::uint64_t transfers_ = 0, transfers_seen_ = 0;
    StampNs quiet_since_ns_ = 0;
};

} // namespace tare::wire::floor
