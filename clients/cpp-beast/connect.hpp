// How both of cpp-beast's clients come to an open WebSocket, and end it: with Beast's synchronous operations,
// since neither is what is weighed, and the asynchronous ones would more than double the time to compile.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"
#include "contract/cpp/messages.hpp"
#include "wire/beast/streams.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tare::clients {

namespace asio = wire::beast::asio;
namespace bb = wire::beast::bb;
namespace websocket = bb::websocket;
using wire::beast::ErrorCode;
using wire::beast::tcp;

inline constexpr Nanoseconds kHandshakeDeadline{5'000'000'000};
inline constexpr Nanoseconds kCloseDeadline{1'000'000'000};
/// Asio sends at most 65 536 bytes at once, frame header included; a larger buffer would be sent in two
/// parts.
inline constexpr std::int64_t kLargestWriteBuffer = 65'536 - 14;

/// Makes the socket block in the kernel, for `deadline` at most, where Asio uses it synchronously. Asio alone
/// has no such time-out: after EAGAIN it polls for ever, unless it believes that the user asked for
/// non-blocking calls. So it is told that, and the descriptor is made blocking behind its back.
template <class Socket>
void block_with_deadline(Socket& socket, Nanoseconds deadline) {
    ErrorCode ignored; // of a socket that died; the next operation says so
    socket.non_blocking(true, ignored);
    int off = 0;
    ::ioctl(socket.native_handle(), FIONBIO, &off);
    timeval limit{};
    limit.tv_sec = static_cast<time_t>(deadline.count() / 1'000'000'000);
    limit.tv_usec = static_cast<suseconds_t>(deadline.count() % 1'000'000'000 / 1000);
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/// Gives the descriptor back to Asio's reactor.
template <class Socket>
void unblock(Socket& socket) {
    int on = 1;
    ::ioctl(socket.native_handle(), FIONBIO, &on);
}

/// What went wrong in an operation that block_with_deadline() bounds.
inline Error trouble(const std::string& what, const ErrorCode& ec, Nanoseconds deadline) {
    if (ec == asio::error::would_block || ec == asio::error::try_again || ec == asio::error::timed_out)
        return make_error(Trouble::contender, "{}: silence for {} ms", what, deadline.count() / 1'000'000);
    return make_error(Trouble::contender, "{}: {}", what, ec.message());
}

/// A client's TLS context: 1.3 alone, and only certificates that lead to `ca_file`.
inline Result<void> trust(asio::ssl::context& tls, const std::string& ca_file) {
    ErrorCode ec;
    tls.load_verify_file(ca_file, ec);
    if (ec) return make_error(Trouble::usage, "TLS trust anchor {}: {}", ca_file, ec.message());
    tls.set_verify_mode(asio::ssl::verify_peer);
    return {};
}

/// TCP, TLS if the stream has it, and the WebSocket handshake; the socket is left blocking. `tls` must verify
/// peers already; the name is checked here.
template <bool secure, class Stream>
Result<void> connect(Stream& ws, const contract::OpenRequest& request) {
    const bool bracketed = request.host.size() > 2 && request.host.front() == '[';
    const std::string host = bracketed ? request.host.substr(1, request.host.size() - 2) : request.host;
    auto& socket = wire::beast::socket_of(ws);
    ErrorCode ec;

    tcp::resolver resolver(socket.get_executor());
    const auto peers = resolver.resolve(host, std::to_string(request.port), ec);
    if (ec) return trouble("cannot resolve " + host, ec, kHandshakeDeadline);
    asio::connect(socket, peers, ec);
    if (ec)
        return trouble(fmt::format("cannot connect to {}:{}", host, request.port), ec, kHandshakeDeadline);
    socket.set_option(tcp::no_delay(true), ec);
    block_with_deadline(socket, kHandshakeDeadline);

    if constexpr (secure) {
        auto& tls = wire::beast::tls_layer(ws);
        tls.set_verify_callback(asio::ssl::host_name_verification(host), ec);
        asio::ip::make_address(host, ec);
        if (ec)
            SSL_set_tlsext_host_name(tls.native_handle(), host.c_str()); // names only: RFC 6066, section 3
        tls.handshake(asio::ssl::stream_base::client, ec);
        if (ec) return trouble("TLS handshake", ec, kHandshakeDeadline);
    }
    ws.handshake(fmt::format("{}:{}", request.host, request.port), request.path, ec);
    if (ec) return trouble("WebSocket handshake", ec, kHandshakeDeadline);
    return {};
}

/// How messages are sent in the coming block.
template <class Kind, class Stream>
void set_message_options(Stream& ws, const contract::BlockRequest& block) {
    constexpr std::int64_t kLargestMessage = std::int64_t{64} << 20;
    ws.binary(block.kind == contract::MessageKind::binary);
    ws.read_message_max(kLargestMessage);
    if constexpr (Kind::kTuned) {
        ws.auto_fragment(false);
        ws.write_buffer_bytes(
            static_cast<std::size_t>(std::clamp<std::int64_t>(block.size_bytes, 4096, kLargestWriteBuffer)));
    }
}

/// The payload of a whole message that was read.
inline std::span<const std::byte> bytes_of(const bb::flat_buffer& message) {
    const auto data = message.data();
    return {static_cast<const std::byte*>(data.data()), data.size()};
}

template <class Stream>
contract::MessageKind kind_of(const Stream& ws) {
    return ws.got_binary() ? contract::MessageKind::binary : contract::MessageKind::text;
}

} // namespace tare::clients
