// Overlap: every loop reads a whole step before it writes it, and goes forward, so a destination at or before
// the source is never read after it was written.
#include "wire/ws/mask_kernels.hpp"
#include "wire/ws/protocol.hpp"

#if defined(TARE_MASK_X86)

#include <immintrin.h>

#include <algorithm>

// MSVC compiles every intrinsic anywhere; GCC and clang want to be told, a function at a time.
#if defined(_MSC_VER) && !defined(__clang__)
#define TARE_TARGET(features)
#else
#define TARE_TARGET(features) __attribute__((target(features)))
#endif

namespace tare::wire::ws {

namespace {

/// Bytes up to the next multiple of `alignment` in the destination, if the work is long enough to care.
std::size_t prologue(const std::byte* to, std::size_t bytes, std::size_t alignment) {
    if (bytes < kAlignFrom) return 0;
    return (alignment - reinterpret_cast<std::uintptr_t>(to) % alignment) % alignment;
}

} // namespace

bool mask_sse2(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key) {
    const std::size_t head = prologue(to, bytes, 16);
    bool high = head > 0 && mask_scalar(to, from, head, key);
    const std::uint32_t turned = rotate_key(key, head);
    const __m128i wide = _mm_set1_epi32(static_cast<int>(turned));
    __m128i seen = _mm_setzero_si128();
    std::size_t i = head;
    for (; i + 16 <= bytes; i += 16) {
        const __m128i block =
            _mm_xor_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i)), wide);
        seen = _mm_or_si128(seen, block);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), block);
    }
    high |= _mm_movemask_epi8(seen) != 0;
    return mask_scalar(to + i, from + i, bytes - i, turned) || high;
}

TARE_TARGET("avx2")
bool mask_avx2(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key) {
    const std::size_t head = prologue(to, bytes, 32);
    bool high = head > 0 && mask_scalar(to, from, head, key);
    const std::uint32_t turned = rotate_key(key, head);
    const __m256i wide = _mm256_set1_epi32(static_cast<int>(turned));
    __m256i seen = _mm256_setzero_si256();
    std::size_t i = head;
    for (; i + 64 <= bytes; i += 64) {
        const __m256i a =
            _mm256_xor_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i)), wide);
        const __m256i b =
            _mm256_xor_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i + 32)), wide);
        seen = _mm256_or_si256(seen, _mm256_or_si256(a, b));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), a);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i + 32), b);
    }
    if (i + 32 <= bytes) {
        const __m256i a =
            _mm256_xor_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i)), wide);
        seen = _mm256_or_si256(seen, a);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), a);
        i += 32;
    }
    high |= _mm256_movemask_epi8(seen) != 0;
    _mm256_zeroupper();
    return mask_scalar(to + i, from + i, bytes - i, turned) || high;
}

namespace {

/// The first `bytes` bytes of a 64-byte register; 0 .. 63.
TARE_TARGET("avx512f,avx512bw") inline __mmask64 first(std::size_t bytes) {
    return (__mmask64{1} << bytes) - 1;
}

} // namespace

TARE_TARGET("avx512f,avx512bw")
bool mask_avx512(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key) {
    __m512i wide = _mm512_set1_epi32(static_cast<int>(key));
    __m512i seen = _mm512_setzero_si512();
    std::size_t i = 0;
    if (const std::size_t head = prologue(to, bytes, 64); head > 0) {
        const __m512i block = _mm512_xor_si512(_mm512_maskz_loadu_epi8(first(head), from), wide);
        _mm512_mask_storeu_epi8(to, first(head), block);
        seen = _mm512_maskz_mov_epi8(first(head), block);
        wide = _mm512_set1_epi32(static_cast<int>(rotate_key(key, head)));
        i = head;
    }
    for (; i + 256 <= bytes; i += 256) {
        const __m512i a = _mm512_xor_si512(_mm512_loadu_si512(from + i), wide);
        const __m512i b = _mm512_xor_si512(_mm512_loadu_si512(from + i + 64), wide);
        const __m512i c = _mm512_xor_si512(_mm512_loadu_si512(from + i + 128), wide);
        const __m512i d = _mm512_xor_si512(_mm512_loadu_si512(from + i + 192), wide);
        seen = _mm512_or_si512(_mm512_or_si512(seen, _mm512_or_si512(a, b)), _mm512_or_si512(c, d));
        _mm512_storeu_si512(to + i, a);
        _mm512_storeu_si512(to + i + 64, b);
        _mm512_storeu_si512(to + i + 128, c);
        _mm512_storeu_si512(to + i + 192, d);
    }
    for (; i + 64 <= bytes; i += 64) {
        const __m512i a = _mm512_xor_si512(_mm512_loadu_si512(from + i), wide);
        seen = _mm512_or_si512(seen, a);
        _mm512_storeu_si512(to + i, a);
    }
    if (i < bytes) {
        const __mmask64 tail = first(bytes - i);
        const __m512i a = _mm512_xor_si512(_mm512_maskz_loadu_epi8(tail, from + i), wide);
        seen = _mm512_or_si512(seen, _mm512_maskz_mov_epi8(tail, a));
        _mm512_mask_storeu_epi8(to + i, tail, a);
    }
    const bool high = _mm512_movepi8_mask(seen) != 0;
    _mm256_zeroupper();
    return high;
}

} // namespace tare::wire::ws

#endif
