// A suite's goals beside what was measured.
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/goal.hpp"
#include "bench/report/style.hpp"

#include <string>
#include <vector>

namespace tare::report {

/// Empty where there is no goal; else it begins with an empty line and ends with a newline.
std::string goal_table(const std::vector<core::GoalReading>&, const Terminal&);

} // namespace tare::report
