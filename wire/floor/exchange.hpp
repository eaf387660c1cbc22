// What the floor's two ends send each other: the bytes of a WebSocket exchange without the WebSocket
// (CONTRACT.md, "The floor"). A request is a frame header, a masking key and the payload; a reply is the
// header and the payload, and is the last part of the request.
//
// Thread safety: plain values.
#pragma once

#include "base/error.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tare::wire::floor {

/// What the server does with a request.
enum class Kind : std::uint8_t {
    echo,      ///< sends back the reply's length of its end
    asks,      ///< does what it asks for (asks.hpp)
    broadcast, ///< sends the same to every connection of this kind
};

struct Exchange {
    std::uint64_t request_bytes = 0;
    std::uint64_t reply_bytes = 0;
    Kind kind = Kind::echo;

    friend bool operator==(const Exchange&, const Exchange&) = default;
};

/// The largest request that a server accepts: 64 MiB and the largest frame header.
inline constexpr std::uint64_t kLargestRequestBytes = (std::uint64_t{64} << 20) + 14;

/// RFC 6455 section 5.2: 2 bytes of header, and 2 or 8 more for lengths from 126 and from 65 536 on.
constexpr std::uint64_t frame_header_bytes(std::uint64_t payload_bytes) {
    if (payload_bytes < 126) return 2;
    return payload_bytes < 65'536 ? 4 : 10;
}

/// The client's frame carries a 4-byte masking key, the server's does not (RFC 6455 section 5.1).
constexpr Exchange exchange_of(std::uint64_t payload_bytes) {
    const std::uint64_t reply = frame_header_bytes(payload_bytes) + payload_bytes;
    return {.request_bytes = reply + 4, .reply_bytes = reply, .kind = Kind::echo};
}

/// As many bytes as an opening handshake has: a request with the fields that RFC 6455 section 4.1 demands,
/// and its answer (129 bytes). With the preface the request is 16 bytes longer, so it is 16 shorter here.
inline constexpr Exchange kOpeningHandshake{
    .request_bytes = 158 - 16, .reply_bytes = 129, .kind = Kind::echo};

/// The first 16 bytes of a connection: both lengths, little-endian, and the kind in the first one's top byte.
inline constexpr std::size_t kPrefaceBytes = 16;
using Preface = std::array<std::byte, kPrefaceBytes>;

constexpr Preface encode(const Exchange& exchange) {
    Preface preface{};
    for (std::size_t i = 0; i < 8; ++i) {
        preface[i] = static_cast<std::byte>(exchange.request_bytes >> (8 * i));
        preface[8 + i] = static_cast<std::byte>(exchange.reply_bytes >> (8 * i));
    }
    preface[7] = static_cast<std::byte>(exchange.kind);
    return preface;
}

/// Errors (Trouble::contender): an unknown kind, a request that is empty or larger than kLargestRequestBytes,
/// a reply that is empty or larger than its request.
inline Result<Exchange> decode(const Preface& preface) {
    Exchange exchange;
    for (std::size_t i = 0; i < 8; ++i) {
        exchange.request_bytes |= std::to_integer<std::uint64_t>(preface[i]) << (8 * i);
        exchange.reply_bytes |= std::to_integer<std::uint64_t>(preface[8 + i]) << (8 * i);
    }
    const auto kind = exchange.request_bytes >> 56;
    exchange.request_bytes &= ~std::uint64_t{0} >> 8;
    if (kind > static_cast<std::uint64_t>(Kind::broadcast))
        return make_error(Trouble::contender, "preface: kind {}, expected 0 to 2", kind);
    exchange.kind = static_cast<Kind>(kind);
    if (exchange.request_bytes == 0 || exchange.request_bytes > kLargestRequestBytes)
        return make_error(Trouble::contender, "preface: request of {} bytes, expected 1 to {}",
                          exchange.request_bytes, kLargestRequestBytes);
    if (exchange.reply_bytes == 0 || exchange.reply_bytes > exchange.request_bytes)
        return make_error(Trouble::contender, "preface: reply of {} bytes, expected 1 to the request's {}",
                          exchange.reply_bytes, exchange.request_bytes);
    return exchange;
}

} // namespace tare::wire::floor
