// From a suite to a result: the straight line.
#pragma once

#include "bench/core/result.hpp"
#include "bench/core/suite.hpp"
#include "bench/plan/case_plan.hpp"
#include "bench/run/observer.hpp"
#include "bench/run/session.hpp"
#include "hw/cores.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tare::run {

struct SuiteRequest {
    core::Suite suite;
    std::vector<plan::Candidate> candidates;
    /// Whose rows are wanted in which case; floor and reference ends run in any case.
    std::function<bool(const core::Case&, const core::Program&)> wanted;
    /// Of two rows that are held against each other the same, else the program itself (plan::PlanRequest).
    std::function<core::Program(const core::Program&)> namesake = [](const core::Program& one) {
        return one;
    };
    std::uint64_t seed = 0;
    std::string network; ///< what enter_quiet_network() came to, in words
    core::ToolFacts tare;
    hw::Machine machine;                     ///< machine_of_a_run(), before the run
    std::vector<int> offered_cores;          ///< by CTest; empty: all that are allowed
    std::vector<std::string> recording_cost; ///< command of the null contender; empty: not measured
    std::vector<std::string> warnings;       ///< found before the run
    std::filesystem::path scratch;           ///< an existing folder for short-lived files
    TlsFiles tls;
    /// Called with each arm's samples of a case once the case is over, for the raw data file.
    std::function<void(const core::Case&, const plan::CasePlan&, const std::vector<ArmRecord>&)> keep_samples;
    const Interrupt* interrupt = nullptr;
    Observer* observer = nullptr;
    bool explain = false; ///< look at each arm in blocks of their own, once
};

/// Sessions go round the cases: each case gets one session, then each its second, so that a session's worth
/// of difference between times of the run is inside every case's interval, and an interrupted run has
/// something of every case. It ends within the budget where every case's first session does; past twice the
/// budget (latest_begin_s) no session is begun at all. Never fails: what could not be measured says so in its
/// cells.
core::RunResult run_suite(const SuiteRequest&);

} // namespace tare::run
