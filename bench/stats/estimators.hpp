// From values a round to a value a session, and from those to an estimate with its interval.
//
// All of it happens on the scale of logarithms: costs multiply (a ratio of 2 and one of 1/2 are equally far
// from 1), and a session's mean of ln x is the ln of a geometric mean.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/result.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace tare::stats {

/// The 25 % trimmed mean: of n values the ⌊n/4⌋ smallest and the ⌊n/4⌋ largest are cut off, the rest is
/// averaged: the middle half. A few disturbed rounds do not move it; unlike the median it sees a slow-down of
/// a fraction of the operations. n ≥ 1.
[[nodiscard]] double trimmed_mean(std::span<const double> values);

/// The value in the middle, or the mean of the two that are; 0 of none.
[[nodiscard]] double median(std::vector<double> values);

/// Student's t: the value below which the share `p` of the distribution lies; degrees ≥ 1, 0 < p < 1.
[[nodiscard]] double student_t_quantile(double p, int degrees);

/// Where an interval comes from.
enum class Spread {
    between_sessions, ///< three or more sessions: est ± t(K - 1, 0.995) · S / √K
    within_session,   ///< one or two: the rounds' bootstrap, which is too narrow: new processes would differ
                      ///< more
    none,             ///< too few rounds for either
};

struct LnEstimate {
    core::Estimate ln; ///< the mean over sessions of each session's trimmed mean over its rounds
    Spread spread = Spread::none;
};

/// `sessions`: each session's values ln x, one a round; at least one session, none empty.
[[nodiscard]] LnEstimate estimate_ln(std::span<const std::vector<double>> sessions, std::uint64_t seed);

/// exp of the estimate and of its ends.
[[nodiscard]] core::Estimate from_ln(const core::Estimate& ln);

/// `numerator` ÷ exp(ln): the ends change places. from_ln of a time becomes a rate.
[[nodiscard]] core::Estimate rate_from_ln(double numerator, const core::Estimate& ln);

} // namespace tare::stats
