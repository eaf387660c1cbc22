// Two arms that ran in the same rounds, held against each other without the floor between them.
//
// In a round both are measured within milliseconds, so what slows one slows the other, and their ratio is the
// steadiest comparison that there is (docs/method.md).
//
// Thread safety: pure functions.
#pragma once

#include "bench/stats/block_values.hpp"
#include "bench/stats/summarize.hpp"

#include <vector>

namespace tare::stats {

/// A value a session: the 25 % trimmed mean over rounds of ln(b ÷ a). Rounds in which either was disturbed
/// are left out; so are sessions that lack one of them.
[[nodiscard]] std::vector<double> paired_session_values(const ArmSamples& a, const ArmSamples& b, Metric,
                                                        core::Placement);

} // namespace tare::stats
