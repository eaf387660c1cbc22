// How much of a case's table there is room for, and what is left out first.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/case.hpp"

#include <span>
#include <string>
#include <vector>

namespace tare::report {

/// What of a case's table there is room for. Each layout is poorer than the one before.
struct CaseLayout {
    int group_gap = 3;        ///< spaces before a group of columns
    bool both_margins = true; ///< intervals of both ratios; else of the one that the case is judged by
    bool bound_by = true;
    bool syscalls = true;
    bool other_ratio = true; ///< the ratio that the case is not judged by
    bool cpu_by_side = true; ///< CPU time of each side
    bool margins = true;
    bool median = true;
};

/// From the richest to the poorest.
std::span<const CaseLayout> layouts_of(const core::Case&);

/// Names of the columns that this layout does without.
std::vector<std::string> left_out(const CaseLayout&, bool syscalls_counted, const core::Case&);

/// True where the case is judged by CPU time: both ends on one core, or a schedule, whose wall time is given.
/// Wall time says more elsewhere.
bool judged_by_cpu(const core::Case&);

} // namespace tare::report
