// How a server is reached: where it listens, what it is asked to open, what TLS it agrees on.
//
// Thread safety: none beyond that of its arguments.
#pragma once

#include "base/units.hpp"
#include "bench/check/bytes.hpp"
#include "bench/check/stream.hpp"
#include "bench/check/tls.hpp"
#include "bench/core/case.hpp"
#include "bench/run/ends.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tare::check {

/// 0 where it does not listen for that transport.
std::uint16_t port_of(run::ServerEnd&, core::Transport);

/// The usual opening handshake (RFC 6455, 1.3) with `more` lines, each ending in CRLF. {host} stands for the
/// address, see expand_host().
Bytes opening_request(std::string_view more = {});

/// Opens a WebSocket on a path with the usual handshake. Empty, or what came instead of the 101.
std::string open_websocket(Stream&, std::uint16_t port, const std::string& path, Nanoseconds patience);

/// An opening with TLS versions of our choice: what was agreed on ("TLSv1.3"), or why nothing was.
struct Greeting {
    std::string version;
    std::string trouble;
};
Greeting greet(std::uint16_t port, const std::filesystem::path& ca_file, TlsVersion least, TlsVersion most,
               Nanoseconds patience);

} // namespace tare::check
