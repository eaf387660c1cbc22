// How both of cpp-beast's clients come to an open WebSocket, and end it: with Beast's synchronous operations,
// since neither is what is weighed, and the asynchronous ones would more than double the time to compile.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"
#include "clients/cpp-beast/watchdog.hpp"
#include "contract/cpp/messages.hpp"
#include "wire/beast/streams.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>

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

/// A client's TLS context: 1.3 alone, and only certificates that lead to `ca_file`.
inline Result<void> trust(asio::ssl::context& tls, const std::string& ca_file) {
    ErrorCode ec;
    tls.load_verify_file(ca_file, ec);
    if (ec) return make_error(Trouble::usage, "TLS trust anchor {}: {}", ca_file, ec.message());
    tls.set_verify_mode(asio::ssl::verify_peer);
    return {};
}

/// Has the stream offer permessage-deflate, or not, with Beast's own settings. Call it before connect().
template <class Kind, class Stream>
Result<void> offer_deflate(Stream& ws, const contract::OpenRequest& request) {
    if constexpr (Kind::kTuned) {
        if (request.deflate)
            return make_error(Trouble::usage, "open: the tuned variants are compiled without deflate");
    } else {
        websocket::permessage_deflate compression;
        compression.client_enable = request.deflate;
        ws.set_option(compression);
    }
    return {};
}

/// TCP, TLS if the stream has it, and the WebSocket handshake. `tls` must verify peers already; the name is
/// checked here.
template <bool secure, class Stream>
Result<void> connect(Stream& ws, const contract::OpenRequest& request, Watchdog& watchdog) {
    const bool bracketed = request.host.size() > 2 && request.host.front() == '[';
    const std::string host = bracketed ? request.host.substr(1, request.host.size() - 2) : request.host;
    auto& socket = wire::beast::socket_of(ws);
    const auto trouble = [&](const std::string& what, const ErrorCode& ec) {
        if (watchdog.release())
            return make_error(Trouble::contender, "{}: silence for {} ms", what,
                              watchdog.deadline().count() / 1'000'000);
        return make_error(Trouble::contender, "{}: {}", what, ec.message());
    };

    ErrorCode ec;
    tcp::resolver resolver(socket.get_executor());
    const auto peers = resolver.resolve(host, std::to_string(request.port), ec);
    if (ec) return trouble("cannot resolve " + host, ec);
    asio::connect(socket, peers, ec);
    if (ec) return trouble(fmt::format("cannot connect to {}:{}", request.host, request.port), ec);
    socket.set_option(tcp::no_delay(true), ec);
    watchdog.guard(socket.native_handle());

    if constexpr (secure) {
        auto& tls = wire::beast::tls_layer(ws);
        tls.set_verify_callback(asio::ssl::host_name_verification(host), ec);
        asio::ip::make_address(host, ec);
        if (ec)
            SSL_set_tlsext_host_name(tls.native_handle(), host.c_str()); // names only: RFC 6066, section 3
        tls.handshake(asio::ssl::stream_base::client, ec);
        if (const long verdict = SSL_get_verify_result(tls.native_handle()); ec && verdict != X509_V_OK) {
            watchdog.release();
            // Asio's check of the name gives OpenSSL no reason of its own.
            const std::string reason = verdict == X509_V_ERR_UNSPECIFIED
                                           ? "it does not name " + host
                                           : X509_verify_cert_error_string(verdict);
            return make_error(Trouble::contender, "TLS handshake: the certificate is refused: {}", reason);
        }
        if (ec) return trouble("TLS handshake", ec);
    }
    websocket::response_type response;
    ws.handshake(response, fmt::format("{}:{}", request.host, request.port), request.path, ec);
    if (ec) return trouble("WebSocket handshake", ec);
    watchdog.release();
    if (request.deflate && response["Sec-WebSocket-Extensions"].empty())
        return make_error(Trouble::contender, "WebSocket handshake: the server declined permessage-deflate");
    return {};
}

/// The close handshake; a peer that does not answer it in time is left.
template <class Stream>
void disconnect(Stream& ws, Watchdog& watchdog) {
    if (!ws.is_open()) return;
    ErrorCode ignored;
    watchdog.guard(wire::beast::socket_of(ws).native_handle());
    ws.close(websocket::close_code::normal, ignored);
    watchdog.release();
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
    } else { // Beast's own; a block before may have been one of fragments
        ws.auto_fragment(true);
        ws.write_buffer_bytes(4096);
    }
}

/// Has messages go in fragments of so many bytes until the next set_message_options(): a stream that makes
/// fragments itself makes them as large as its buffer.
template <class Stream>
void make_fragments(Stream& ws, std::size_t fragment_bytes) {
    ws.auto_fragment(true);
    ws.write_buffer_bytes(fragment_bytes);
}

/// Whether make_fragments() can do what the block asks for.
inline Result<void> can_fragment(const contract::BlockRequest& block) {
    constexpr std::int64_t kSmallestBuffer = 8; // stream::write_buffer_bytes() takes no less
    if (!block.upwards || block.fragment_bytes == 0 || block.fragment_bytes >= kSmallestBuffer) return {};
    return make_error(Trouble::usage, "block: Beast's fragments have at least {} bytes, asked for {}",
                      kSmallestBuffer, block.fragment_bytes);
}

/// The payload of a whole message that was read.
inline std::span<const std::byte> bytes_of(const bb::flat_buffer& message) {
    const auto data = message.data();
    return {static_cast<const std::byte*>(data.data()), data.size()};
}

/// Why an operation of an open stream failed: what the server gave as a reason, if it closed the stream.
/// (What becomes of the socket meanwhile may be an error of its own.)
template <class Stream>
std::string why(const Stream& ws, const ErrorCode& ec) {
    if (ws.reason().code != websocket::close_code::none)
        return fmt::format("closed by the server with code {}", ws.reason().code);
    return ec.message();
}

template <class Stream>
contract::MessageKind kind_of(const Stream& ws) {
    return ws.got_binary() ? contract::MessageKind::binary : contract::MessageKind::text;
}

} // namespace tare::clients
