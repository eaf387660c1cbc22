// Intervals from resampling, the same on every platform for the same seed.
//
// Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap, "percentile intervals"; the generator is
// base/split_mix64.hpp.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tare::stats {

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
