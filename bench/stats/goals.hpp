// What was measured, held against the goals of a suite.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/goal.hpp"
#include "bench/core/result.hpp"

#include <vector>

namespace tare::stats {

/// One reading a goal, in order. Goals of cases that were not part of the run are left out.
///
/// A rate is held against another in the same rounds: in each session, the difference of what both cost over
/// the floor (ln of wall time); the mean over sessions with its 99 % interval, turned back.
std::vector<core::GoalReading> read_goals(const std::vector<core::Goal>&, const std::vector<core::Cell>&);

} // namespace tare::stats
