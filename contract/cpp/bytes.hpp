// Numbers as the payloads' headers have them (CONTRACT.md): little-endian, or lower-case hexadecimal digits.
//
// Thread safety: pure functions.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace tare::contract {

inline void put_little_endian(std::byte* to, std::uint64_t value) {
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(to, &value, sizeof value);
    } else {
        for (int i = 0; i < 8; ++i) to[i] = static_cast<std::byte>(value >> (8 * i));
    }
}

inline std::uint64_t read_little_endian(const std::byte* from) {
    std::uint64_t value = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(&value, from, sizeof value);
    } else {
        for (int i = 0; i < 8; ++i) value |= std::to_integer<std::uint64_t>(from[i]) << (8 * i);
    }
    return value;
}

/// The lowest `digits` hexadecimal digits.
inline void put_hex(std::byte* to, std::uint64_t value, int digits) {
    for (int i = digits; i-- > 0; value >>= 4) to[i] = static_cast<std::byte>("0123456789abcdef"[value & 15]);
}

/// Up to 16 digits; absent if one of them is none.
inline std::optional<std::uint64_t> read_hex(std::span<const std::byte> digits) {
    std::uint64_t value = 0;
    for (const std::byte digit : digits) {
        const auto c = std::to_integer<unsigned>(digit);
        if (c >= '0' && c <= '9') {
            value = value << 4 | (c - '0');
        } else if (c >= 'a' && c <= 'f') {
            value = value << 4 | (c - 'a' + 10);
        } else {
            return std::nullopt;
        }
    }
    return value;
}

} // namespace tare::contract
