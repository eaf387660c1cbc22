// A case while it is being measured, and the rows that it becomes.
#pragma once

#include "bench/plan/case_plan.hpp"
#include "bench/run/session.hpp"
#include "bench/stats/summarize.hpp"
#include "hw/cores.hpp"

#include <string>
#include <vector>

namespace tare::run {

struct CaseState {
    plan::CasePlan plan;
    hw::CoreChoice cores;
    std::string cannot;                               ///< why it cannot be run here at all, or was not
    std::string not_measured = "it was not measured"; ///< what a row says that has no block
    std::vector<ArmRecord> records;                   ///< one an arm of the plan
    bool said_slow_start = false;
};

/// The row, with its numbers or why it has none.
core::Cell make_cell(const CaseState&, const plan::PlannedCell&, const std::vector<plan::Candidate>&,
                     const stats::SummaryOptions&);

} // namespace tare::run
