// The least that two programs can do over TCP: one send and one receive a message.
#pragma once

#include "base/units.hpp"
#include "contract/cpp/messages.hpp"
#include "contract/cpp/recorder.hpp"
#include "wire/floor/channel.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace tare::wire::floor {

/// Counts fruitless looks of a spinning end, and reads the clock at few of them.
class SpinDeadline {
  public:
    explicit SpinDeadline(Nanoseconds deadline) : deadline_(deadline) {}

    void restart() { looks_ = 0; }
    /// After each look that found nothing.
    [[nodiscard]] bool expired() {
        if (deadline_.count() == 0 || ++looks_ % kLooksPerReading != 0) return false;
        const StampNs now = contract::now_ns();
        if (looks_ == kLooksPerReading) since_ns_ = now;
        return now - since_ns_ >= deadline_.count();
    }

  private:
    static constexpr std::uint64_t kLooksPerReading = 4096; // about a millisecond of receives
    Nanoseconds deadline_;
    std::uint64_t looks_ = 0;
    StampNs since_ns_ = 0;
};

/// Plain system calls on a blocking socket that the caller owns. Blocked, the socket's own time-outs bound
/// the silence (see connect_tcp); spinning never sleeps in the kernel.
class PlainChannel {
  public:
    /// `deadline` is for spinning; 0: any silence is borne.
    PlainChannel(int descriptor, contract::WaitMode wait, Nanoseconds deadline)
        : descriptor_(descriptor),
          flags_(wait == contract::WaitMode::spin ? MSG_DONTWAIT : 0),
          patience_(deadline) {}

    Outcome exchange(std::span<const std::byte> out, std::span<std::byte> in) {
        if (const Outcome sent = send(out); sent != Outcome::done) return sent;
        while (!in.empty()) {
            std::size_t received = 0;
            if (const Outcome outcome = receive(in, received); outcome != Outcome::done) return outcome;
            in = in.subspan(received);
        }
        return Outcome::done;
    }

    /// Sends all of `out` and receives what comes first into `in`; `received` says how much. Nothing is
    /// received if `in` is empty.
    Outcome exchange_some(std::span<const std::byte> out, std::span<std::byte> in, std::size_t& received) {
        if (const Outcome sent = send(out); sent != Outcome::done) return sent;
        return in.empty() ? Outcome::done : receive(in, received);
    }

    [[nodiscard]] const Failure& failure() const { return failure_; }

  private:
    Outcome send(std::span<const std::byte> out) {
        patience_.restart();
        while (!out.empty()) {
            const ssize_t sent = ::send(descriptor_, out.data(), out.size(), flags_ | MSG_NOSIGNAL);
            if (sent >= 0) {
                out = out.subspan(static_cast<std::size_t>(sent));
            } else if (const Outcome outcome = judge(errno); outcome != Outcome::done) {
                return outcome;
            }
        }
        return Outcome::done;
    }

    Outcome receive(std::span<std::byte> in, std::size_t& received) {
        patience_.restart();
        for (;;) {
            const ssize_t result = ::recv(descriptor_, in.data(), in.size(), flags_);
            if (result > 0) {
                received = static_cast<std::size_t>(result);
                return Outcome::done;
            }
            if (result == 0) return Outcome::closed;
            if (const Outcome outcome = judge(errno); outcome != Outcome::done) return outcome;
        }
    }

    /// done: try again.
    Outcome judge(int error_number) {
        if (error_number == EINTR) return Outcome::done;
        if (error_number == EAGAIN || error_number == EWOULDBLOCK) {
            const bool may_spin = (flags_ & MSG_DONTWAIT) != 0 && !patience_.expired();
            return may_spin ? Outcome::done : Outcome::silent;
        }
        failure_.error_number = error_number;
        return error_number == ECONNRESET || error_number == EPIPE ? Outcome::closed : Outcome::failed;
    }

    int descriptor_;
    int flags_;
    SpinDeadline patience_;
    Failure failure_;
};

} // namespace tare::wire::floor
