// How many bytes have gone through the TCP connections of a server's port on this machine's loopback, as the
// kernel counts them: what was on the wire, whoever wrote it and in whatever form.
//
// Source: sock_diag(7), inet_diag's tcp_info (bytes received, in order and once). Both ends must be in this
// process's network namespace. Thread safety: pure function of the kernel's state.
#pragma once

#include "base/error.hpp"

#include <cstdint>

namespace tare::hw {

struct TcpTraffic {
    std::int64_t to_server_bytes = 0; ///< received by the ends that have the port
    std::int64_t to_client_bytes = 0; ///< received by the ends that are connected to it
    int connections = 0;              ///< of which both ends were seen
};

/// The established connections of 127.0.0.1:port, since each began. An Error (environment) says why it cannot
/// be read here.
Result<TcpTraffic> read_tcp_traffic(std::uint16_t port);

} // namespace tare::hw
