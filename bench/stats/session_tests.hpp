// Whether two sets of sessions differ: Student's t, where one value is one session (fresh processes).
//
// More rounds within a session make its value more exact; they say nothing about how the next processes would
// differ. So the error term is the spread between sessions, and n is the number of sessions. All values are
// logarithms of costs or of ratios, so a difference of 0.01 is 1 % (exactly: e^0.01 - 1).
//
// Sources: Student (W. S. Gosset), The Probable Error of a Mean, Biometrika 6 (1908); G. W. Snedecor, W. G.
// Cochran, Statistical Methods, "two independent samples" and "paired samples"; D. J. Schuirmann, A
// comparison of the two one-sided tests procedure, J. Pharmacokinetics and Biopharmaceutics 15 (1987), for
// equivalence.
//
// Thread safety: pure functions.
#pragma once

#include "bench/stats/bootstrap.hpp"

#include <optional>
#include <span>

namespace tare::stats {

/// Mean and spread of some sessions' values.
struct Moments {
    double mean = 0;
    double sd = 0; ///< √(Σ(y - ȳ)² / (n - 1)); 0 for a single value, which has none
    int n = 0;
};
[[nodiscard]] Moments moments(std::span<const double> values); ///< of no value: n is 0

/// An estimated difference, new minus base, and what is needed to test it.
struct Difference {
    double est = 0;
    double standard_error = 0; ///< of est
    double sd = 0;             ///< between sessions: pooled, or of the paired differences
    int degrees = 0;           ///< of freedom, ≥ 1
};

/// Two independent sets: se = Sp √(1/Kn + 1/Kb), Sp² = ((Kn - 1) Sn² + (Kb - 1) Sb²) / (Kn + Kb - 2).
/// Absent where either has no value or both together fewer than three.
[[nodiscard]] std::optional<Difference> difference(const Moments& base, const Moments& now);

/// One set of differences, each from within one session: se = S / √K. Absent for fewer than two.
[[nodiscard]] std::optional<Difference> paired_difference(const Moments& differences);

/// The probability of an estimate at least so far above 0 (or, for `Tail::below`, below 0) where the true
/// difference is 0. An estimate without any spread is certain: 0 or 1.
enum class Tail { above, below };
[[nodiscard]] double p_value(const Difference&, Tail);

/// est ± t(degrees, 1 - (1 - confidence) / 2) · se; 0 < confidence < 1.
[[nodiscard]] Interval interval(const Difference&, double confidence);

/// Two one-sided tests at 5 % each: the 90 % interval lies inside ±margin.
[[nodiscard]] bool equivalent(const Difference&, double margin);

} // namespace tare::stats
