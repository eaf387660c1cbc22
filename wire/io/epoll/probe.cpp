#include "wire/io/epoll/probe.hpp"

#include "wire/io/epoll/kernel.hpp"

#include <array>
#include <cerrno>
#include <cstring>

namespace tare::wire::io::epoll {

Result<std::string> probe() {
    const auto failed = [](const char* what) {
        return make_error(Trouble::environment, "epoll: {}: {}", what, std::strerror(errno));
    };
    Kernel kernel;
    if (kernel.create() < 0) return failed("epoll_create1");
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return failed("socketpair");
    const Socket reader(ends[0]), writer(ends[1]);
    if (kernel.watch(reader.fd(), EPOLL_CTL_ADD, EPOLLIN | EPOLLRDHUP | EPOLLET, 1) != 0)
        return failed("epoll_ctl");
    const std::array<std::byte, 1> byte{};
    if (kernel.send(writer.fd(), byte) != 1) return failed("send");
    std::array<epoll_event, 2> events{};
    if (kernel.wait(events, 1000) != 1) return failed("epoll_wait saw no edge");
    return "edge-triggered, one shared receive buffer, direct send";
}

} // namespace tare::wire::io::epoll
