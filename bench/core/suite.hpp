// A suite: a named list of cases with its budget.
#pragma once

#include "bench/core/case.hpp"
#include "bench/core/goal.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tare::core {

/// A named list of cases and how much measuring they get.
struct Suite {
    std::string name;
    std::string about; ///< one sentence for `tare list`
    std::string label; ///< the CTest label of its cases: latency, throughput, …
    std::vector<Case> cases;
    std::vector<Role> roles;
    /// Whose rows are wanted, as globs over NAME or NAME:VARIANT; empty: everybody's. Floor and reference
    /// ends run in any case. Of one case: contenders_for().
    std::vector<std::string> contenders{};
    std::map<Case, std::vector<std::string>> contenders_of{}; ///< the cases that say otherwise
    std::vector<Goal> goals{};                                ///< of cases in this suite
    int sessions = 5;                                         ///< fresh processes this many times, 1 .. 1 000
    int rounds = 30;            ///< the least number of rounds a session, 10 .. 240
    std::int64_t block_ms = 15; ///< 10 .. 50 (shorter blocks are noisy, longer ones collect disturbances)
    double budget_s = 0;        ///< the whole suite's time to measure, > 0
};

/// The globs that hold for this case, which need not be one of the suite's: its own, else the suite's.
const std::vector<std::string>& contenders_for(const Suite&, const Case&);

/// What this case gets of the suite's budget when it is measured by itself: an equal share, but three of them
/// for a case that everybody takes part in, beside cases that only some do.
double budget_of(const Suite&, const Case&);

} // namespace tare::core
