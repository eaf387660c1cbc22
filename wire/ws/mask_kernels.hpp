// The vector implementations of Mask, where the architecture has them. Internal to wire/ws; mask.cpp holds
// the table that picks.
#pragma once

#include "wire/ws/mask.hpp"

namespace tare::wire::ws {

/// Below this a prologue that aligns the destination costs more than split stores do. Above it, aligning made
/// 8 KiB 1.7 times faster where it was measured (64-byte stores that straddle cache lines).
inline constexpr std::size_t kAlignFrom = 1024;

#if defined(__x86_64__) || defined(_M_X64)
#define TARE_MASK_X86 1
bool mask_sse2(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key);
bool mask_avx2(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key);
bool mask_avx512(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key);
#elif defined(__aarch64__) || defined(_M_ARM64)
#define TARE_MASK_ARM 1
bool mask_neon(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key);
#endif

} // namespace tare::wire::ws
