// A small random generator that is the same on every platform for the same seed, which std::shuffle and the
// standard library's distributions are not.
//
// Source: G. Steele, D. Lea, C. Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.
// Thread safety: none; a generator belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tare {

class SplitMix64 {
  public:
    explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// 0 .. n - 1 for 1 ≤ n ≤ 2^31; not exactly even, by less than n in 2^53.
    std::size_t below(std::size_t n) {
        const double unit = static_cast<double>(next() >> 11) * 0x1p-53; // 0 ≤ unit < 1, exact
        return static_cast<std::size_t>(unit * static_cast<double>(n));
    }

  private:
    std::uint64_t state_;
};

} // namespace tare
