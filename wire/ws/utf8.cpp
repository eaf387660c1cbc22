#include "wire/ws/utf8.hpp"

#include <cstring>

namespace tare::wire::ws {

bool Utf8::feed(std::span<const std::byte> piece) {
    const std::byte* at = piece.data();
    const std::byte* const end = at + piece.size();
    while (at != end) {
        if (missing_ == 0) {
            std::uint64_t word; // runs of ASCII eight at a time
            while (end - at >= 8 && (std::memcpy(&word, at, 8), (word & 0x8080808080808080u) == 0)) at += 8;
            if (at == end) break;
        }
        const auto byte = static_cast<std::uint8_t>(*at++);
        if (missing_ > 0) {
            if (byte < low_ || byte > high_) return false;
            low_ = 0x80;
            high_ = 0xBF;
            --missing_;
        } else if (byte < 0x80) {
            continue;
        } else if (byte >= 0xC2 && byte <= 0xDF) { // C0 and C1 would be overlong
            missing_ = 1;
        } else if (byte >= 0xE0 && byte <= 0xEF) {
            missing_ = 2;
            if (byte == 0xE0) low_ = 0xA0;  // below: overlong
            if (byte == 0xED) high_ = 0x9F; // above: surrogates
        } else if (byte >= 0xF0 && byte <= 0xF4) {
            missing_ = 3;
            if (byte == 0xF0) low_ = 0x90;  // below: overlong
            if (byte == 0xF4) high_ = 0x8F; // above: beyond U+10FFFF
        } else {
            return false;
        }
    }
    return true;
}

} // namespace tare::wire::ws
