#include "wire/io/socket.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>

namespace tare::wire::io {

namespace {

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Result<Addresses> resolve(std::string host, std::uint16_t port, int flags) {
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (code != 0) return make_error(Trouble::usage, "address {}: {}", host, ::gai_strerror(code));
    return Addresses(found, &::freeaddrinfo);
}

Socket open_for(const addrinfo& address) {
    return Socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
}

/// 0, or the errno with which it failed.
int connect_within(int fd, const addrinfo& address, Nanoseconds most) {
    if (::connect(fd, address.ai_addr, address.ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    const auto until = std::chrono::steady_clock::now() + most;
    for (;;) {
        const auto left = std::chrono::ceil<Milliseconds>(until - std::chrono::steady_clock::now());
        pollfd wait{fd, POLLOUT, 0};
        const int ready = ::poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
        if (ready < 0 && errno == EINTR) continue;
        if (ready == 0) return ETIMEDOUT;
        int error = 0;
        socklen_t size = sizeof error;
        if (ready < 0 || ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
        return error;
    }
}

} // namespace

void Socket::close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void set_no_delay(int fd) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Result<Socket> listen_tcp(const std::string& address, std::uint16_t port) {
    const Result<Addresses> found = resolve(address, port, AI_NUMERICHOST | AI_PASSIVE);
    if (!found) return found.error();
    Socket socket = open_for(**found);
    const int on = 1;
    if (socket.fd() < 0 || ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(socket.fd(), (*found)->ai_addr, (*found)->ai_addrlen) != 0 ||
        ::listen(socket.fd(), SOMAXCONN) != 0)
        return make_error(Trouble::contender, "cannot listen on {} port {}: {}", address, port,
                          std::strerror(errno));
    return socket;
}

std::uint16_t local_port(const Socket& socket) {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (::getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
    return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(bound).sin6_port
                                             : reinterpret_cast<const sockaddr_in&>(bound).sin_port);
}

Result<Socket> connect_tcp(const std::string& host, std::uint16_t port, Nanoseconds most) {
    const Result<Addresses> found = resolve(host, port, 0);
    if (!found) return found.error();
    int error = 0;
    for (const addrinfo* address = found->get(); address != nullptr; address = address->ai_next) {
        Socket socket = open_for(*address);
        error = socket.fd() < 0 ? errno : connect_within(socket.fd(), *address, most);
        if (error != 0) continue;
        set_no_delay(socket.fd());
        return socket;
    }
    return make_error(Trouble::contender, "cannot connect to {} port {}: {}", host, port,
                      std::strerror(error));
}

SpareDescriptor::SpareDescriptor() : spare_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {}

void SpareDescriptor::shed(int listener) {
    spare_.close();
    Socket(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)).close();
    spare_ = Socket(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace tare::wire::io
