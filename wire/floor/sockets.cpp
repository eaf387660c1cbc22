#include "wire/floor/sockets.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

namespace tare::wire::floor {
namespace {

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

std::string reason(int error_number) { return std::generic_category().message(error_number); }

Result<Addresses> resolve(const std::string& host, std::uint16_t port, bool to_listen) {
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    const std::string bare = bracketed ? host.substr(1, host.size() - 2) : host;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | (to_listen ? AI_PASSIVE : 0);
    addrinfo* found = nullptr;
    if (const int code = getaddrinfo(bare.c_str(), std::to_string(port).c_str(), &hints, &found); code != 0)
        return make_error(Trouble::usage, "cannot resolve {}: {}", host, gai_strerror(code));
    return Addresses(found, freeaddrinfo);
}

/// connect(2), gone on with where being stopped and continued, or an io_uring's work, interrupted it: the
/// connection is then made without us, and its outcome is asked for.
bool connects(int descriptor, const addrinfo& address, Nanoseconds deadline) {
    if (::connect(descriptor, address.ai_addr, address.ai_addrlen) == 0) return true;
    if (errno != EINTR) return false;
    const int patience_ms = deadline.count() == 0 ? -1 : static_cast<int>(deadline / Milliseconds{1});
    pollfd waiting{descriptor, POLLOUT, 0};
    int ready = 0;
    do {
        ready = ::poll(&waiting, 1, patience_ms);
    } while (ready < 0 && errno == EINTR);
    int outcome = ready == 0 ? ETIMEDOUT : errno;
    socklen_t size = sizeof outcome;
    if (ready > 0) getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &outcome, &size);
    errno = outcome;
    return outcome == 0;
}

} // namespace

void set_no_delay(const Socket& socket) {
    const int on = 1;
    setsockopt(socket.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void set_non_blocking(const Socket& socket) {
    const int flags = ::fcntl(socket.descriptor(), F_GETFL);
    if (flags >= 0) ::fcntl(socket.descriptor(), F_SETFL, flags | O_NONBLOCK);
}

Socket::~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void set_deadline(const Socket& socket, Nanoseconds deadline) {
    timeval limit{};
    limit.tv_sec = static_cast<time_t>(deadline.count() / 1'000'000'000);
    limit.tv_usec = static_cast<suseconds_t>(deadline.count() % 1'000'000'000 / 1000);
    if (deadline.count() > 0 && limit.tv_sec == 0 && limit.tv_usec == 0) limit.tv_usec = 1;
    setsockopt(socket.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(socket.descriptor(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

Result<Socket> connect_tcp(const std::string& host, std::uint16_t port, Nanoseconds deadline) {
    const auto addresses = resolve(host, port, false);
    if (!addresses) return addresses.error();
    int failure = 0;
    for (const addrinfo* address = addresses->get(); address != nullptr; address = address->ai_next) {
        Socket socket(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (socket.descriptor() < 0) {
            failure = errno;
            continue;
        }
        set_deadline(socket, deadline); // SO_SNDTIMEO bounds connect too (socket(7))
        if (connects(socket.descriptor(), *address, deadline)) {
            set_no_delay(socket);
            return socket;
        }
        failure = errno == EINPROGRESS ? ETIMEDOUT : errno;
    }
    return make_error(Trouble::contender, "cannot connect to {}:{}: {}", host, port, reason(failure));
}

Result<Socket> listen_tcp(const std::string& address, std::uint16_t port) {
    const auto addresses = resolve(address, port, true);
    if (!addresses) return addresses.error();
    const addrinfo* chosen = addresses->get();
    Socket socket(::socket(chosen->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    if (socket.descriptor() < 0 ||
        setsockopt(socket.descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(socket.descriptor(), chosen->ai_addr, chosen->ai_addrlen) != 0 ||
        ::listen(socket.descriptor(), SOMAXCONN) != 0)
        return make_error(Trouble::contender, "cannot listen on {}:{}: {}", address, port, reason(errno));
    return socket;
}

std::uint16_t local_port(const Socket& listener) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    getsockname(listener.descriptor(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&address)->sin6_port
                                               : reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

Result<Accepted> accept_either(const Socket& first, const Socket& second) {
    for (;;) {
        // poll ignores a negative descriptor, so an empty second listener needs no case of its own.
        std::array<pollfd, 2> waiting{{{first.descriptor(), POLLIN, 0}, {second.descriptor(), POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
            return make_error(Trouble::environment, "cannot wait for connections: {}", reason(errno));
        for (const pollfd& ready : waiting) {
            if ((ready.revents & POLLIN) == 0) continue;
            Socket socket(::accept4(ready.fd, nullptr, nullptr, SOCK_CLOEXEC));
            if (socket.descriptor() >= 0) {
                set_no_delay(socket);
                return Accepted{std::move(socket), ready.fd == second.descriptor()};
            }
            // A peer that has gone again is its own business; being out of descriptors is ours.
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
                return make_error(Trouble::environment, "cannot accept a connection: {}", reason(errno));
        }
    }
}

} // namespace tare::wire::floor
