// The system calls of the epoll backend and nothing else, so that tests can put a scripted kernel in their
// place (wire/io/scripted).
//
// Thread safety: none.
#pragma once

#include "base/error.hpp"
#include "wire/io/deadlines.hpp"
#include "wire/io/socket.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tare::wire::io::epoll {

class Kernel {
  public:
    /// Returns what the call it is named after returns, and sets errno.
    int create() {
        epoll_ = Socket(::epoll_create1(EPOLL_CLOEXEC));
        return epoll_.fd();
    }
    int watch(int fd, int operation, std::uint32_t events, std::uint64_t data) {
        epoll_event event{};
        event.events = events;
        event.data.u64 = data;
        return ::epoll_ctl(epoll_.fd(), operation, fd, &event);
    }
    int wait(std::span<epoll_event> events, int timeout_ms) {
        return ::epoll_wait(epoll_.fd(), events.data(), static_cast<int>(events.size()), timeout_ms);
    }
    /// The same in nanoseconds: up to 1 ms later where the kernel is older than 5.11.
    int wait_exactly(std::span<epoll_event> events, std::int64_t timeout_ns) {
        const timespec timeout{timeout_ns / 1'000'000'000, timeout_ns % 1'000'000'000};
        const auto ready = static_cast<int>(::syscall(SYS_epoll_pwait2, epoll_.fd(), events.data(),
                                                      static_cast<int>(events.size()), &timeout, nullptr, 0));
        if (ready >= 0 || (errno != ENOSYS && errno != EPERM)) return ready;
        return wait(events, to_timeout_ms(timeout_ns));
    }
    /// Makes wait() report `data` every so often; zero: no more.
    int pulse(Nanoseconds every, std::uint64_t data) {
        if (timer_.fd() < 0) {
            timer_ = Socket(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
            if (timer_.fd() < 0 || watch(timer_.fd(), EPOLL_CTL_ADD, EPOLLIN, data) != 0) return -1;
        }
        itimerspec spec{};
        spec.it_interval = {every.count() / kNsPerSecond, every.count() % kNsPerSecond};
        spec.it_value = spec.it_interval;
        return ::timerfd_settime(timer_.fd(), 0, &spec, nullptr);
    }
    /// A timer that nobody reads does not go off again.
    void take_pulse() {
        std::uint64_t expirations = 0;
        while (::read(timer_.fd(), &expirations, sizeof expirations) < 0 && errno == EINTR) {
        }
    }
    ssize_t receive(int fd, std::span<std::byte> into) {
        return ::recv(fd, into.data(), into.size(), MSG_DONTWAIT);
    }
    ssize_t send(int fd, std::span<const std::byte> bytes) {
        return ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    int accept(int listener) {
        const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) set_no_delay(fd);
        return fd;
    }
    void shed(int listener) { spare_.shed(listener); }
    void end_writing(int fd) { ::shutdown(fd, SHUT_WR); }
    void close(int fd) { ::close(fd); }

    [[nodiscard]] std::int64_t now_ns() const {
        return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds{1};
    }

  private:
    static constexpr std::int64_t kNsPerSecond = 1'000'000'000;

    Socket epoll_;
    Socket timer_;
    SpareDescriptor spare_;
};

} // namespace tare::wire::io::epoll
