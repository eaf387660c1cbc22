#include "wire/floor/epoll.hpp"

#include "wire/tls/context.hpp"

#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tare::wire::floor {

Result<Epoll> Epoll::create(contract::WaitMode wait) {
    Socket instance(::epoll_create1(EPOLL_CLOEXEC));
    Socket timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    if (instance.descriptor() < 0 || timer.descriptor() < 0)
        return make_error(Trouble::environment, "epoll: {}", std::strerror(errno));
    return Epoll(std::move(instance), std::move(timer), wait);
}

Result<contract::Probe> probe_epoll() {
    if (auto epoll = Epoll::create(contract::WaitMode::block); !epoll) return epoll.error();
    return contract::Probe{.versions = {{"openssl", tls::linked_version()}},
                           .features = "edge-triggered epoll, send and recv"};
}

bool Epoll::watch(int descriptor, std::uint64_t data) {
    // EPOLLOUT from the start: edge-triggered, it comes only after a send that left something over.
    epoll_event event{EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, {.u64 = data}};
    return ::epoll_ctl(instance_.descriptor(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

std::span<const epoll_event> Epoll::wait() {
    const int ready =
        ::epoll_wait(instance_.descriptor(), events_.data(), static_cast<int>(events_.size()), patience_ms_);
    return std::span(events_).first(static_cast<std::size_t>(std::max(ready, 0)));
}

bool Epoll::pulse(Nanoseconds every, std::uint64_t data) {
    constexpr std::int64_t kNsPerSecond = 1'000'000'000;
    if (!timed_ && !watch(timer_.descriptor(), data)) return false;
    timed_ = true;
    itimerspec period{};
    period.it_interval.tv_sec = every.count() / kNsPerSecond;
    period.it_interval.tv_nsec = every.count() % kNsPerSecond;
    period.it_value = period.it_interval;
    return ::timerfd_settime(timer_.descriptor(), 0, &period, nullptr) == 0;
}

void Epoll::take_pulse() {
    std::uint64_t count = 0;
    // Nothing to read is what a pulse says that was taken already.
    [[maybe_unused]] const ssize_t got = ::read(timer_.descriptor(), &count, sizeof count);
}

void Pieces::set_size(std::size_t bytes) {
    size_ = bytes;
    if (bytes > kLargestShared) own_.resize(std::max(own_.size(), std::max(kSharedBytes, 2 * bytes)));
}

std::ptrdiff_t Pieces::receive_some(int descriptor, std::span<std::byte> into) {
    for (;;) {
        const ssize_t got = ::recv(descriptor, into.data(), into.size(), MSG_DONTWAIT);
        if (got > 0) return got;
        if (got == 0) return -1;
        if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
        if (errno != EINTR) return -1;
    }
}

bool Sender::send(int descriptor, std::span<const std::byte> bytes) {
    // sendmsg takes what is not const and leaves it as it is.
    const iovec part{const_cast<std::byte*>(bytes.data()), bytes.size()};
    return send(descriptor, std::span(&part, 1));
}

bool Sender::send(int descriptor, std::span<const iovec> parts) {
    std::size_t sent = 0;
    if (!waits()) {
        msghdr message{};
        message.msg_iov = const_cast<iovec*>(parts.data());
        message.msg_iovlen = parts.size();
        ssize_t result = 0;
        do {
            result = parts.size() == 1 ? ::send(descriptor, parts[0].iov_base, parts[0].iov_len,
                                                MSG_DONTWAIT | MSG_NOSIGNAL)
                                       : ::sendmsg(descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        } while (result < 0 && errno == EINTR);
        if (result < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return false;
        sent = static_cast<std::size_t>(std::max<ssize_t>(result, 0));
    }
    for (const iovec& part : parts) {
        const std::size_t gone = std::min(sent, part.iov_len);
        sent -= gone;
        const auto* left = static_cast<const std::byte*>(part.iov_base) + gone;
        rest_.insert(rest_.end(), left, left + (part.iov_len - gone));
    }
    return true;
}

bool Sender::flush(int descriptor) {
    while (waits()) {
        const ssize_t sent =
            ::send(descriptor, rest_.data() + begin_, rest_.size() - begin_, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
        begin_ += static_cast<std::size_t>(sent);
    }
    rest_.clear();
    begin_ = 0;
    return true;
}

} // namespace tare::wire::floor
