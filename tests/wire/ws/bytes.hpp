// Bytes written out in hexadecimal, and frames put together by hand: the tests' own reading of RFC 6455,
// which shares nothing with the codec that it tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tare::tests {

using Bytes = std::vector<std::byte>;

/// "81 05 48" -> three bytes. Blanks are ignored.
inline Bytes hex(std::string_view digits) {
    Bytes bytes;
    int high = -1;
    for (const char c : digits) {
        if (c == ' ') continue;
        const int value = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        if (high < 0) {
            high = value;
        } else {
            bytes.push_back(static_cast<std::byte>(high * 16 + value));
            high = -1;
        }
    }
    return bytes;
}

inline Bytes ascii(std::string_view text) {
    Bytes bytes;
    for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
    return bytes;
}

inline std::string as_text(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte b : bytes) text += static_cast<char>(b);
    return text;
}

inline Bytes operator+(Bytes left, const Bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// A payload of this size that is no two bytes alike in a row.
inline Bytes numbered(std::size_t size) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 31 + i / 251);
    return bytes;
}

/// A frame as section 5.2 draws it. `first` is FIN, RSV and opcode; masked frames use the key 37 fa 21 3d of
/// the RFC's examples.
inline Bytes frame(unsigned first, const Bytes& payload, bool masked) {
    const unsigned mask_bit = masked ? 0x80 : 0;
    Bytes bytes{static_cast<std::byte>(first)};
    const std::uint64_t n = payload.size();
    const int extended = n < 126 ? 0 : n < 65536 ? 2 : 8;
    bytes.push_back(static_cast<std::byte>(mask_bit | (extended == 0 ? n : extended == 2 ? 126u : 127u)));
    for (int i = extended - 1; i >= 0; --i) bytes.push_back(static_cast<std::byte>(n >> (8 * i)));
    if (!masked) return bytes + payload;
    const Bytes key = hex("37 fa 21 3d");
    bytes = bytes + key;
    for (std::size_t i = 0; i < payload.size(); ++i) bytes.push_back(payload[i] ^ key[i % 4]);
    return bytes;
}

} // namespace tare::tests
