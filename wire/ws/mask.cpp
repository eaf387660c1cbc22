#include "wire/ws/mask.hpp"

#include "wire/ws/mask_kernels.hpp"

#include <cstring>

namespace tare::wire::ws {

bool mask_scalar(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key) {
    const std::uint64_t wide =
        std::uint64_t{key} << 32 | key; // both halves alike: right for either endianness
    std::uint64_t seen = 0;
    std::size_t i = 0;
    for (; i + 8 <= bytes; i += 8) {
        std::uint64_t word;
        std::memcpy(&word, from + i, 8);
        word ^= wide;
        seen |= word;
        std::memcpy(to + i, &word, 8);
    }
    std::byte four[4];
    std::memcpy(four, &key, 4);
    std::byte rest{0};
    for (; i < bytes; ++i) {
        to[i] = from[i] ^ four[i & 3]; // i was a multiple of 4 when this loop began
        rest |= to[i];
    }
    return ((seen | static_cast<std::uint64_t>(rest)) & 0x8080808080808080u) != 0;
}

std::vector<NamedMask> usable_masks([[maybe_unused]] const CpuFeatures& features) {
    std::vector<NamedMask> usable{{"scalar", mask_scalar}};
#if defined(TARE_MASK_X86)
    if (features.sse2) usable.push_back({"sse2", mask_sse2});
    if (features.avx2) usable.push_back({"avx2", mask_avx2});
    if (features.avx512) usable.push_back({"avx512", mask_avx512});
#elif defined(TARE_MASK_ARM)
    if (features.neon) usable.push_back({"neon", mask_neon});
#endif
    return usable;
}

NamedMask best_mask(const CpuFeatures& features) { return usable_masks(features).back(); }

} // namespace tare::wire::ws
