// Many tests at once: a run of 300 cases, each tested at 5 %, would raise fifteen false alarms. These keep
// the chance of even one of them at alpha, however many tests there are and however they depend on each
// other.
//
// Sources: O. J. Dunn, Multiple comparisons among means, JASA 56 (1961) (Bonferroni's inequality); S. Holm, A
// simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979).
//
// Thread safety: pure functions.
#pragma once

#include <span>
#include <vector>

namespace tare::stats {

/// What each of `tests` (≥ 1) tests may use of alpha: alpha / tests.
[[nodiscard]] double bonferroni(double alpha, int tests);

/// Which of the p-values are significant, by Holm's step-down: the smallest is held against alpha / m, the
/// next against alpha / (m - 1) and so on, until one is not below. Never fewer than Bonferroni finds.
[[nodiscard]] std::vector<bool> holm(std::span<const double> p_values, double alpha);

} // namespace tare::stats
