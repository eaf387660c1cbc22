#include "wire/ws/mask_kernels.hpp"

#if defined(TARE_MASK_ARM)

#include <arm_neon.h>

namespace tare::wire::ws {

// Reads a whole step before writing it, forward: safe for a destination at or before the source.
bool mask_neon(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key) {
    const uint8x16_t wide = vreinterpretq_u8_u32(vdupq_n_u32(key));
    uint8x16_t seen = vdupq_n_u8(0);
    const auto* in = reinterpret_cast<const std::uint8_t*>(from);
    auto* out = reinterpret_cast<std::uint8_t*>(to);
    std::size_t i = 0;
    for (; i + 64 <= bytes; i += 64) {
        const uint8x16_t a = veorq_u8(vld1q_u8(in + i), wide);
        const uint8x16_t b = veorq_u8(vld1q_u8(in + i + 16), wide);
        const uint8x16_t c = veorq_u8(vld1q_u8(in + i + 32), wide);
        const uint8x16_t d = veorq_u8(vld1q_u8(in + i + 48), wide);
        seen = vorrq_u8(vorrq_u8(seen, vorrq_u8(a, b)), vorrq_u8(c, d));
        vst1q_u8(out + i, a);
        vst1q_u8(out + i + 16, b);
        vst1q_u8(out + i + 32, c);
        vst1q_u8(out + i + 48, d);
    }
    for (; i + 16 <= bytes; i += 16) {
        const uint8x16_t a = veorq_u8(vld1q_u8(in + i), wide);
        seen = vorrq_u8(seen, a);
        vst1q_u8(out + i, a);
    }
    const bool high = vmaxvq_u8(seen) >= 0x80;
    return mask_scalar(to + i, from + i, bytes - i, key) || high;
}

} // namespace tare::wire::ws

#endif
