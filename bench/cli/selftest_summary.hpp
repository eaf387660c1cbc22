// What some experiments come to: the figures that docs/validation publishes.
//
// Thread safety: pure functions.
#pragma once

#include "bench/cli/experiment.hpp"

#include <string>
#include <vector>

namespace tare::cli {

/// One kind of row over all experiments of one case.
struct RowSummary {
    std::string case_id, name;
    int experiments = 0;
    int suspected = 0, regressed = 0, improved = 0;
    double truth = 0;    ///< share: 0.02 is 2 %; the mean over experiments
    double measured = 0; ///< share, by the gate of the case: the mean over all sessions
    double error = 0;    ///< standard error of measured - truth, as a share
};

struct CaseSummary {
    std::string case_id;
    int sessions = 0;
    double cpu_sd = 0, cpu_over_floor_sd = 0; ///< between sessions, ln
    double wall_sd = 0, wall_over_floor_sd = 0;
    double position_effect = 0; ///< the largest mean of a position, as a share
    double position_error = 0;  ///< its standard error
    /// Stored values against stored values: of so many A/A comparisons of a baseline of 10 sessions, 5 new
    /// ones and 10 fresh ones, cut from successive experiments, so many suspected and so many alarmed.
    int stored = 0, stored_suspected = 0, stored_alarmed = 0;
};

struct SelftestSummary {
    std::vector<RowSummary> rows;
    std::vector<CaseSummary> cases;
};

[[nodiscard]] SelftestSummary summarize(const std::vector<Experiment>&);
std::string summary_text(const SelftestSummary&);

} // namespace tare::cli
