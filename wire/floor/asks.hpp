// What a floor's client asks for on a connection of Kind::asks (CONTRACT.md, "The floor"): a head that says
// how long the rest is, and the rest: what the WebSocket's client would say, or the file that it would send.
//
// Thread safety: pure functions.
#pragma once

#include "contract/cpp/bytes.hpp"
#include "wire/floor/exchange.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tare::wire::floor {

/// As long as the header of a masked frame of 126 bytes or more.
inline constexpr std::size_t kAskHeadBytes = 8;

/// What is asked in words is shorter; a file is as long as it was agreed on.
inline constexpr std::size_t kLongestWords = 4096;

inline std::vector<std::byte> ask_of(std::string_view words) {
    std::vector<std::byte> ask(kAskHeadBytes + words.size());
    contract::put_little_endian(ask.data(), words.size());
    std::memcpy(ask.data() + kAskHeadBytes, words.data(), words.size());
    return ask;
}

/// What follows the head.
inline std::uint64_t body_bytes(std::span<const std::byte, kAskHeadBytes> head) {
    return contract::read_little_endian(head.data());
}

inline std::string_view words_of(std::span<const std::byte> body) {
    return {reinterpret_cast<const char*>(body.data()), body.size()};
}

/// Bytes of the frames of a file that a server sends.
constexpr std::uint64_t file_frames_bytes(std::uint64_t file_bytes, std::uint64_t fragment_bytes) {
    if (fragment_bytes == 0 || fragment_bytes >= file_bytes)
        return frame_header_bytes(file_bytes) + file_bytes;
    const std::uint64_t whole = file_bytes / fragment_bytes, rest = file_bytes % fragment_bytes;
    return whole * frame_header_bytes(fragment_bytes) + (rest > 0 ? frame_header_bytes(rest) : 0) +
           file_bytes;
}

/// So much is received, and looked at while it is in the cache, at a time.
inline constexpr std::size_t kPieceBytes = std::size_t{256} << 10;
/// So much of a stream is handed to the kernel at a time.
inline constexpr std::size_t kPushBytes = std::size_t{64} << 10;

} // namespace tare::wire::floor
