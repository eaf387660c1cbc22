// A case's table as a grid: which columns a workload has, and what stands in them.
//
// Thread safety: pure functions.
#pragma once

#include "bench/report/case_layout.hpp"
#include "bench/report/case_rows.hpp"
#include "bench/report/grid.hpp"

namespace tare::report {

/// `cells` as for case_table(). `syscalls_counted`: at least one of them has system calls.
Grid case_grid(const Cells& cells, const CaseLayout&, bool syscalls_counted, const Terminal&);

} // namespace tare::report
