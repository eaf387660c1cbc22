// How small a difference a comparison can see, and how surely it sees one of a given size.
//
// Sources: Snedecor and Cochran, Statistical Methods, "the size of samples", for the least detectable effect;
// N. L. Johnson and B. L. Welch, Applications of the non-central t-distribution, Biometrika 31 (1940), for
// the power.
//
// Thread safety: pure functions.
#pragma once

#include "bench/stats/session_tests.hpp"

namespace tare::stats {

/// Of every least detectable effect that is printed: this share of slow-downs of that size is found.
inline constexpr double kPower = 0.95;

/// (t(1 - alpha) + t(0.95)) · se: with two sets, (t + t) · S · √(1/Kb + 1/Kn). One-sided test at `alpha`,
/// 0 < alpha < 0.5. On the scale of the difference: logarithms.
[[nodiscard]] double least_detectable_effect(const Difference&, double alpha);

/// The probability that a true difference `effect` (≥ 0) is found by the one-sided test at `alpha`: that the
/// non-central t with noncentrality effect / se exceeds t(1 - alpha).
[[nodiscard]] double power(const Difference&, double effect, double alpha);

} // namespace tare::stats
