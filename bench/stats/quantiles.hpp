// When a quantile may be told at all, and how far from the truth it may be.
//
// A sample of n says something about the q-quantile only if it can be expected to reach beyond it: the
// largest of n values lies below the true quantile with probability q^n. We ask that this be at most 1 %:
//     n ≥ ln 0.01 / ln q      7 for p50, 44 for p90, 459 for p99, 4 603 for p99.9, 46 050 for p99.99.
//
// Source of both rules: order statistics; W. J. Conover, Practical Nonparametric Statistics, "Quantile tests"
// and "Tolerance limits".
// Thread safety: pure functions.
#pragma once

#include "bench/core/result.hpp"
#include "bench/stats/histogram.hpp"

#include <cstdint>
#include <optional>

namespace tare::stats {

/// The confidence of every interval in a result.
inline constexpr double kConfidence = 0.99;

/// How many samples the quantile needs; 0 < q < 1.
[[nodiscard]] std::int64_t least_samples(double q);

/// The quantile in ns by nearest rank, absent when the histogram has too few samples for it.
[[nodiscard]] std::optional<double> quantile_if_enough(const Histogram& histogram, double q);

/// The ranks (from 1) between which the true q-quantile lies with kConfidence: the number of n values that
/// lie below it is binomial (n, q), whatever the distribution. A side on which n values cannot reach far
/// enough is absent.
struct RankInterval {
    std::optional<std::int64_t> lo, hi;
};
[[nodiscard]] RankInterval rank_interval(double q, std::int64_t n);

/// The values at those ranks; empty where the quantile itself has too few samples.
[[nodiscard]] core::QuantileInterval quantile_interval(const Histogram& histogram, double q);

} // namespace tare::stats
