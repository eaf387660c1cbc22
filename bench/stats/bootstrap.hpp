// Intervals from resampling, the same on every platform for the same seed.
//
// Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap, "percentile intervals"; the generator is
// SplitMix64 (G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number generators, 2014).
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tare::stats {

/// The standard library's distributions differ between implementations; this does not.
class SplitMix64 {
  public:
    explicit SplitMix64(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    /// 0 .. n - 1 for 1 ≤ n ≤ 2^31; not exactly even, by less than n in 2^53.
    std::size_t below(std::size_t n);

  private:
    std::uint64_t state_;
};

struct Interval {
    double lo = 0, hi = 0;
};

inline constexpr int kResamples = 2'000;
/// Of fewer rounds all resamples look alike, and the interval would be much too narrow.
inline constexpr std::size_t kLeastRounds = 10;

/// The 99 % percentile interval of the mean over sessions of the trimmed mean over rounds: whole rounds are
/// drawn with replacement within each session, 2 000 times. It knows nothing of how sessions differ. Absent
/// if there is no session, or one of fewer than 10 rounds.
[[nodiscard]] std::optional<Interval> bootstrap_interval(std::span<const std::vector<double>> sessions,
                                                         std::uint64_t seed);

} // namespace tare::stats
