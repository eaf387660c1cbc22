// The server's side of the contract for C++ contenders: arguments, readiness, and the end.
//
//     int main(int argc, char** argv) {
//         return tare::contract::run_server(argc, argv, {
//             {"epoll", {.probe = probe, .serve = serve_epoll}},
//         });
//     }
#pragma once

#include "base/error.hpp"
#include "contract/cpp/messages.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace tare::contract {

struct ServerOptions {
    std::string variant;
    WaitMode wait = WaitMode::block;
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;                       ///< 0: any free one
    std::optional<std::string> tls_cert, tls_key; ///< PEM files; both or neither
    bool deflate = false;                         ///< accept permessage-deflate when it is offered
    bool tls_resume = false;                      ///< send tickets, by which TLS sessions are resumed
};

/// The ports that really listen.
struct Ready {
    std::uint16_t ws = 0;
    std::optional<std::uint16_t> wss;
};

/// Prints the ready line, once.
void announce(const Ready&);

struct ServerVariant {
    std::function<Result<Probe>()> probe;
    /// Listens, calls announce() and serves until the process is ended; returns only on failure.
    std::function<Result<void>(const ServerOptions&)> serve;
};

/// main() of a server contender. The process ends by _exit(0) on SIGTERM and when stdin ends (a signal
/// handler on stdin: no thread, nothing in the contender's event loop). Returns the exit code: 0, 1 for a
/// failure to serve, 2 for wrong arguments, 77 where the variant cannot run here.
int run_server(int argc, char** argv, const std::map<std::string, ServerVariant>& variants);

} // namespace tare::contract
