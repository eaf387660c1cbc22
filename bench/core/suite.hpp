// A suite: a named list of cases with its budget.
#pragma once

#include "bench/core/case.hpp"
#include "bench/core/goal.hpp"

#include <cstdint>
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
    std::vector<Goal> goals;    ///< of cases in this suite
    int sessions = 5;           ///< fresh processes this many times, 1 .. 1 000
    int rounds = 30;            ///< the least number of rounds a session, 10 .. 240
    std::int64_t block_ms = 15; ///< 10 .. 50 (shorter blocks are noisy, longer ones collect disturbances)
    double budget_s = 0;        ///< the whole suite's time to measure, > 0
};

} // namespace tare::core
