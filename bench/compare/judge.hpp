// From one gate's numbers to a verdict. The rules are docs/method.md's, "Verdicts".
//
// Two stages, so that many rows can be watched cheaply and no row raises a false alarm:
//   screen    every row, one-sided at 5 % in both directions. Finds suspects, never regressions.
//   confirm   suspects only, in fresh sessions, at a share of 1 % that depends on how many are tested; the
//             screen's sessions are not used again.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/verdict.hpp"
#include "bench/stats/session_tests.hpp"

#include <optional>
#include <vector>

namespace tare::compare {

/// A row is suspected at this level, one-sided.
inline constexpr double kScreenAlpha = 0.05;
/// The chance that a whole comparison without any difference raises one alarm or more.
inline constexpr double kFamilyAlpha = 0.01;
/// A suspicion is confirmed by no fewer fresh sessions: with fewer, t leans on normality too much.
inline constexpr int kConfirmingSessions = 10;
/// A row for which only a larger difference could be seen is unstable (or than the margin, if that is more).
inline constexpr double kUnstable = 0.05;
/// Fewer sessions than this on either side say nothing of how sessions differ.
inline constexpr int kLeastSessions = 3;

/// One gate's numbers, on the logarithmic scale.
struct Evidence {
    std::vector<double> base, now; ///< a value a session; independent sets
    std::vector<double> paired;    ///< or, instead of both: differences within sessions, new minus base
    bool fresh = false;            ///< no screen has seen these sessions of `now`: they may confirm
    double alpha = kScreenAlpha;   ///< of the confirming test, one-sided
};

/// Of a judgement whose measured, role, subject and gate are set: fills all the rest.
///
/// In this order: too few sessions (inconclusive); a fresh test at `alpha` that finds a difference beyond
/// max(margin, least detectable effect): regressed or improved; two kinds of session (multimodal); least
/// detectable effect above the limit (unstable); equivalent; else inconclusive, suspected if the screen says
/// so. So noise hides small differences, but never a large one.
void judge(core::Judgement&, const Evidence&);

} // namespace tare::compare
