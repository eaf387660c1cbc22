// One case's part of the console report: its title, its table, and what is not in the table and why.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/result.hpp"
#include "bench/report/style.hpp"

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
};

struct CaseTable {
    std::string text;
    std::vector<std::string> left_out; ///< names of columns for which the terminal is too narrow
    bool syscalls_counted = false;     ///< at least one cell has them
};

/// The cells must all be of one case. Floor rows come first, then servers, clients and pairs, each best
/// first: by CPU over the floor where both ends share a core, else by wall time over the floor; cells
/// without that ratio come last, fastest first. Under a schedule: by the p99 of the response time. Only
/// Status::ok gets a row; the others are listed below.
CaseTable case_table(const std::vector<const core::Cell*>& cells, const Terminal&);

/// True where the case is judged by CPU time: both ends on one core, or a schedule, whose wall time is given.
/// Wall time says more elsewhere.
bool judged_by_cpu(const core::Case&);

} // namespace tare::report
