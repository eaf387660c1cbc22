// One case's part of the console report: its title, its table, and what is not in the table and why.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/result.hpp"
#include "bench/report/style.hpp"

#include <string>
#include <vector>

namespace tare::report {

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

} // namespace tare::report
