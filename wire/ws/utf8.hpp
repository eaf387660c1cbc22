// Is this UTF-8? Told piece by piece, wherever the pieces are cut (RFC 3629; RFC 6455 section 8.1).
//
// Thread safety: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tare::wire::ws {

class Utf8 {
  public:
    /// Looks at the next piece. False as soon as no continuation could make the text valid: overlong forms,
    /// surrogates, beyond U+10FFFF, stray or missing continuation bytes. After false only reset() helps.
    [[nodiscard]] bool feed(std::span<const std::byte> piece);

    /// The text may end here: no character is half said.
    [[nodiscard]] bool complete() const { return missing_ == 0; }

    void reset() { *this = Utf8(); }

  private:
    std::uint8_t missing_ = 0; ///< continuation bytes still to come, 0 .. 3
    std::uint8_t low_ = 0x80;  ///< range of the next one: narrower after E0, ED, F0 and F4
    std::uint8_t high_ = 0xBF;
};

} // namespace tare::wire::ws
