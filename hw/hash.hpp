// FNV-1a, 64 bit (Fowler, Noll, Vo; draft-eastlake-fnv). For telling values apart, not for secrets.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace tare::hw {

constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t hash = 0xcbf29ce484222325) {
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3;
    }
    return hash;
}

/// 16 hex digits.
inline std::string digest(std::string_view text) { return fmt::format("{:016x}", fnv1a(text)); }

} // namespace tare::hw
