#include "bench/features/pressure.hpp"

#include "bench/features/caller.hpp"
#include "bench/features/vessel.hpp"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace tare::features {
namespace {

using check::Clock;

constexpr std::size_t kMessageBytes = 65536;
constexpr auto kStopped = Milliseconds{1'500}; // nothing went for so long: it does not read
constexpr auto kSending = Milliseconds{20'000};
constexpr auto kReading = Milliseconds{20'000};
constexpr std::int64_t kBetweenLooks = std::int64_t{2} << 20; // bytes sent between two looks at its memory

/// Buffers of ours that hold little, so that what the server cannot send stays with the server. (Below the
/// loopback's segments of 64 KiB, TCP would hold back each of them for some hundred milliseconds.)
void make_narrow(int fd) {
    const int size = 262144;
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

/// The same frame again and again, and how far into it we are.
class Flood {
  public:
    Flood(int fd, const check::Bytes& frame) : fd_(fd), frame_(frame) {}

    /// Sends what goes now; false when nothing does. The connection's end is `trouble`.
    bool push(std::string& trouble) {
        const ssize_t n = ::send(fd_, frame_.data() + at_, frame_.size() - at_, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0) {
            if (errno != EAGAIN && errno != EINTR) {
                trouble = fmt::format("it ended the connection ({})", std::strerror(errno));
            }
            return false;
        }
        sent_ += n;
        at_ = (at_ + static_cast<std::size_t>(n)) % frame_.size();
        return true;
    }

    void wait(Nanoseconds time) const {
        pollfd watched{fd_, POLLOUT, 0};
        ::poll(&watched, 1, static_cast<int>(std::max<long long>(1, time / Milliseconds(1))));
    }

    [[nodiscard]] std::int64_t sent() const { return sent_; }
    /// What is still to be sent of the frame that was begun.
    [[nodiscard]] std::string_view rest() const {
        return at_ == 0 ? std::string_view() : std::string_view(frame_).substr(at_);
    }
    [[nodiscard]] std::int64_t begun() const {
        const auto size = static_cast<std::int64_t>(frame_.size());
        return (sent_ + size - 1) / size;
    }

  private:
    int fd_;
    const check::Bytes& frame_;
    std::size_t at_ = 0;
    std::int64_t sent_ = 0;
};

/// The most that its resident memory grew since it was made.
class MemoryWatch {
  public:
    explicit MemoryWatch(int pid) : pid_(pid), before_(resident_bytes(pid)) {}

    void look() {
        const auto now = resident_bytes(pid_);
        if (before_ && now) growth_ = std::max(growth_.value_or(0), *now - *before_);
    }
    [[nodiscard]] std::optional<std::int64_t> growth() const { return growth_; }

  private:
    int pid_;
    std::optional<std::int64_t> before_, growth_;
};

bool interrupted(const Setup& setup) {
    return setup.check.interrupt != nullptr && setup.check.interrupt->raised();
}

void send_all(Flood& flood, MemoryWatch& memory, const Setup& setup, PressureSeen& seen) {
    const auto deadline = Clock::now() + kSending;
    auto last_went = Clock::now();
    std::int64_t next_look = kBetweenLooks;
    while (seen.trouble.empty() && flood.sent() < setup.pressure.most_bytes && !interrupted(setup)) {
        const auto now = Clock::now();
        seen.stopped_reading = now - last_went > kStopped;
        seen.time_was_over = now > deadline;
        if (seen.stopped_reading || seen.time_was_over) break;
        if (flood.push(seen.trouble)) {
            last_went = Clock::now();
        } else {
            flood.wait(Milliseconds{50});
            memory.look();
        }
        if (flood.sent() < next_look) continue;
        memory.look();
        next_look = flood.sent() + kBetweenLooks;
    }
    memory.look();
    seen.sent_bytes = flood.sent();
    seen.memory_growth = memory.growth();
}

/// Everything that was begun, echoed now that somebody reads.
std::string read_all(Caller& caller, const Flood& flood, const check::Bytes& payload) {
    caller.stream().send(flood.rest());
    std::int64_t came = 0;
    bool intact = true;
    const bool all = caller.receive(
        [&] {
            auto& messages = caller.inbound().messages;
            for (; !messages.empty(); messages.pop_front(), ++came)
                intact &= messages.front().payload == payload;
            return came == flood.begun();
        },
        kReading);
    if (!intact) return "a message came back altered";
    if (all) return {};
    return fmt::format("{} of {} messages, then {}", came, flood.begun(), caller.trouble(kReading));
}

} // namespace

PressureSeen press(std::uint16_t port, int pid, const Setup& setup) {
    PressureSeen seen;
    auto caller = Caller::upgraded(port, setup.check.patience);
    if (!caller) {
        seen.trouble = caller.error().message;
        return seen;
    }
    make_narrow(caller->stream().fd());
    const check::Bytes payload = pattern(kMessageBytes);
    const check::Bytes frame = client_frame(check::Opcode::binary, payload);
    Flood flood(caller->stream().fd(), frame);
    MemoryWatch memory(pid);
    send_all(flood, memory, setup, seen);
    if (seen.stopped_reading && seen.trouble.empty()) seen.went_on = read_all(*caller, flood, payload);
    return seen;
}

} // namespace tare::features
