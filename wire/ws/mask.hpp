// Masking, RFC 6455 section 5.3: XOR with four bytes over and over, at the speed of memory. One function an
// instruction set; which ones a CPU can run is told from outside, so this folder asks no CPU anything.
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tare::wire::ws {

/// Writes `bytes` bytes of `from`, XORed with `key` (four bytes as they lie in memory), to `to`. `to` may be
/// `from` or lie before it, overlapping or not; never behind it with an overlap.
/// Returns whether any byte that was written has its top bit set: a text without one needs no further check.
using Mask = bool (*)(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key);

/// What the CPU, and the operating system with it, can do.
struct CpuFeatures {
    bool sse2 = false;
    bool avx2 = false;
    bool avx512 = false; ///< F and BW
    bool neon = false;
};

struct NamedMask {
    const char* name; ///< "scalar", "sse2", "avx2", "avx512", "neon"
    Mask run;
};

/// Every implementation that these features allow, slowest first. The first is always "scalar".
std::vector<NamedMask> usable_masks(const CpuFeatures& features);

/// The fastest of them.
NamedMask best_mask(const CpuFeatures& features);

bool mask_scalar(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key);

} // namespace tare::wire::ws
