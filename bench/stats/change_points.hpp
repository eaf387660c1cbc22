// Where a series changed: E-divisive, and the chance that so large a change appears where there is none.
//
// A series is a list of runs in the order of time, each with the values of its sessions. A change can only
// begin with a run: within one, program and machine are the same. Two questions are asked of each change:
// whether sessions differ (sessions are shuffled over all places), and, where there are enough runs to tell,
// whether it is more than runs differ anyway (whole runs are shuffled).
//
// Source: D. Matteson, N. James, A Nonparametric Approach for Multiple Change Point Analysis of Multivariate
// Data, JASA 109, 2014 (eq. 5 to 9, alpha = 1). For benchmarks: D. Daly et al., The Use of Change Point
// Detection to Identify Software Performance Regressions in a Continuous Integration System, ICPE 2020.
// Thread safety: pure functions; the same result on every platform for the same seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tare::stats {

/// The scaled energy distance of two samples, n·m/(n + m) · E(X, Y): 0 or less where they are alike, larger
/// the more they differ. Each has at least two values.
[[nodiscard]] double energy_statistic(std::span<const double> x, std::span<const double> y);

struct ChangePoint {
    std::size_t run = 0;          ///< the first of the changed ones, ≥ 1
    double q = 0;                 ///< the statistic
    double p_sessions = 1;        ///< of shuffled sessions, > 0
    std::optional<double> p_runs; ///< of shuffled runs; absent with fewer than kLeastRunsToShuffle of them
};

/// How often `sessions` values are shuffled: 499 to 9 999 times, fewer the more of them there are, so that it
/// takes a moment whatever the history. Two runs of five sessions that share no value have a p of
/// 2 ÷ (10 choose 5) = 0.8 %, which 9 999 shuffles tell from 1 %.
[[nodiscard]] int shuffles_for(std::size_t sessions);
inline constexpr double kSignificance = 0.01; ///< a change whose p_sessions is larger ends the search
/// Of 2 · 4 runs there are 70 ways to part them in halves, so that a p of 0.03 can be reached at best.
inline constexpr std::size_t kLeastRunsToShuffle = 8;

/// The changes, in the order of time. Runs without values and series of fewer than two runs have none.
[[nodiscard]] std::vector<ChangePoint> change_points(std::span<const std::vector<double>> runs,
                                                     std::uint64_t seed);

} // namespace tare::stats
