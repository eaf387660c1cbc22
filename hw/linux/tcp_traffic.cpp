#include "hw/tcp_traffic.hpp"

#include "hw/linux/descriptor.hpp"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace tare::hw {
namespace {

using platform::Descriptor;

constexpr std::uint32_t kEstablished = 1U << 1; ///< of the kernel's TCP states, TCP_ESTABLISHED

struct Sum {
    std::int64_t bytes = 0;
    int sockets = 0;
};

Error trouble(int error) {
    return make_error(Trouble::environment, "asking the kernel for TCP byte counts (inet_diag): {}",
                      std::strerror(error));
}

/// What one socket of a dump has received.
void add(Sum& sum, const nlmsghdr* message) {
    auto left = static_cast<int>(message->nlmsg_len - NLMSG_LENGTH(sizeof(inet_diag_msg)));
    const auto* socket = static_cast<const inet_diag_msg*>(NLMSG_DATA(message));
    for (auto* attribute = reinterpret_cast<const rtattr*>(socket + 1); RTA_OK(attribute, left);
         attribute = RTA_NEXT(attribute, left)) {
        constexpr std::size_t kAt = offsetof(tcp_info, tcpi_bytes_received);
        if (attribute->rta_type != INET_DIAG_INFO || RTA_PAYLOAD(attribute) < kAt + sizeof(std::uint64_t))
            continue;
        std::uint64_t received = 0;
        std::memcpy(&received, static_cast<const char*>(RTA_DATA(attribute)) + kAt, sizeof received);
        sum.bytes += static_cast<std::int64_t>(received);
        ++sum.sockets;
    }
}

/// Takes the messages of one reading. True when the dump is complete.
Result<bool> take(Sum& sum, const char* data, std::size_t size) {
    auto left = static_cast<unsigned>(size);
    for (auto* message = reinterpret_cast<const nlmsghdr*>(data); NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left)) {
        if (message->nlmsg_type == NLMSG_DONE) return true;
        if (message->nlmsg_type == NLMSG_ERROR)
            return trouble(-static_cast<const nlmsgerr*>(NLMSG_DATA(message))->error);
        if (message->nlmsg_type == SOCK_DIAG_BY_FAMILY) add(sum, message);
    }
    return false;
}

/// All sockets with this local (`as_server`) or remote port; the other one is any.
Result<Sum> dump(const Descriptor& netlink, std::uint16_t port, bool as_server) {
    struct {
        nlmsghdr header;
        inet_diag_req_v2 request;
    } question{};
    question.header.nlmsg_len = sizeof question;
    question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    question.request.sdiag_family = AF_INET;
    question.request.sdiag_protocol = IPPROTO_TCP;
    question.request.idiag_ext = 1U << (INET_DIAG_INFO - 1);
    question.request.idiag_states = kEstablished;
    (as_server ? question.request.id.idiag_sport : question.request.id.idiag_dport) = htons(port);
    if (::send(netlink.get(), &question, sizeof question, 0) < 0) return trouble(errno);

    Sum sum;
    alignas(nlmsghdr) std::array<char, 32768> answer;
    for (;;) {
        const ssize_t got = ::recv(netlink.get(), answer.data(), answer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return trouble(got < 0 ? errno : EPIPE);
        const auto complete = take(sum, answer.data(), static_cast<std::size_t>(got));
        if (!complete) return complete.error();
        if (*complete) return sum;
    }
}

} // namespace

Result<TcpTraffic> read_tcp_traffic(std::uint16_t port) {
    const Descriptor netlink(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
    if (!netlink) return trouble(errno);
    const auto to_server = dump(netlink, port, true);
    if (!to_server) return to_server.error();
    const auto to_client = dump(netlink, port, false);
    if (!to_client) return to_client.error();
    return TcpTraffic{to_server->bytes, to_client->bytes, std::min(to_server->sockets, to_client->sockets)};
}

} // namespace tare::hw
