// The words of RFC 6455, and how a frame's header is written.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tare::wire::ws {

/// Section 5.2.
enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// Which end we are: a server reads masked frames and writes unmasked ones, a client the reverse
/// (section 5.1).
enum class Role : std::uint8_t { server, client };

/// Section 7.4.1, those that we send.
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    no_status = 1005, ///< never on the wire: a close frame without a code
    bad_text = 1007,
    policy_violation = 1008,
    too_big = 1009,
    internal_error = 1011,
};

inline constexpr std::size_t kMaskBytes = 4;
inline constexpr std::size_t kLongestHeader = 14; ///< 2 + 8 + mask
inline constexpr std::size_t kLongestControl = 125;

/// Bytes of the header of a frame with this payload.
constexpr std::size_t header_bytes(std::size_t payload, bool masked) {
    return (payload < 126 ? 2u : payload < 65536 ? 4u : 10u) + (masked ? kMaskBytes : 0u);
}

namespace detail {
inline void put_big_endian(std::byte* to, std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) to[i] = static_cast<std::byte>(value >> (8 * (bytes - 1 - i)));
}
} // namespace detail

/// Writes a header without a mask at `at` and returns its length. FIN is set unless told otherwise.
inline std::size_t write_header(std::byte* at, Opcode opcode, std::size_t payload, bool fin = true) {
    at[0] = static_cast<std::byte>((fin ? 0x80 : 0) | static_cast<int>(opcode));
    const std::size_t bytes = header_bytes(payload, false);
    if (bytes == 2) {
        at[1] = static_cast<std::byte>(payload);
    } else {
        at[1] = static_cast<std::byte>(bytes == 4 ? 126 : 127);
        detail::put_big_endian(at + 2, payload, bytes - 2);
    }
    return bytes;
}

/// Writes the header so that it ends where the payload begins; returns where the frame then begins. The bytes
/// before the payload must be there: header_bytes(bytes, false) of them.
inline std::byte* write_header_before(std::byte* payload, Opcode opcode, std::size_t bytes) {
    std::byte* at = payload - header_bytes(bytes, false);
    write_header(at, opcode, bytes);
    return at;
}

/// The same for a masked frame. `key` as it lies in memory.
inline std::byte* write_masked_header_before(std::byte* payload, Opcode opcode, std::size_t bytes,
                                             std::uint32_t key) {
    std::byte* at = payload - header_bytes(bytes, true);
    write_header(at, opcode, bytes);
    at[1] |= std::byte{0x80};
    std::memcpy(payload - kMaskBytes, &key, kMaskBytes);
    return at;
}

/// The key for a payload that begins `offset` bytes later: keys are four bytes as they lie in memory.
constexpr std::uint32_t rotate_key(std::uint32_t key, std::size_t offset) {
    const int bits = static_cast<int>(offset % kMaskBytes) * 8;
    return std::endian::native == std::endian::little ? std::rotr(key, bits) : std::rotl(key, bits);
}

/// May this code stand in a close frame that arrives? Section 7.4, and the IANA registry (1012 to 1014).
constexpr bool is_close_code(unsigned code) {
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
           (code >= 3000 && code <= 4999);
}

} // namespace tare::wire::ws
