// An A/A of a whole suite: the comparison of two builds that are the same, as a user would make it, with
// every row and every gate. An alarm in it is a false one.
//
// Every run stands alone in a file, as experiments do.
#pragma once

#include "bench/cli/measuring.hpp"
#include "bench/core/verdict.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tare::cli {

/// One judgement with what it was made from.
struct SuiteRow {
    core::Case measured;
    core::Role role = core::Role::server;
    core::Program subject;
    core::Gate gate = core::Gate::cpu;
    core::Verdict verdict = core::Verdict::inconclusive;
    bool suspected = false;
    std::vector<double> screen; ///< ln(again ÷ first) by the gate, a value a session
    std::vector<double> fresh;  ///< of the sessions that confirmed; empty where nothing was suspected
};

struct SuiteExperiment {
    std::string started_utc, key, suite;
    std::uint64_t seed = 0;
    double took_s = 0;
    std::vector<SuiteRow> rows;
};

struct SuitePlan {
    core::Suite suite;
    std::vector<std::string> contenders; ///< globs; empty: the suite's
};

/// Runs the suite with each wanted contender twice, as processes of their own in the same rounds, and judges.
/// An error where nothing could be judged: then the machinery is broken.
Result<SuiteExperiment> run_suite_experiment(Measuring&, const std::vector<core::Contender>&,
                                             const SuitePlan&, std::uint64_t seed);

std::string suite_experiment_to_json(const SuiteExperiment&);
Result<SuiteExperiment> read_suite_experiment(const std::filesystem::path& file);

/// What the runs come to: alarms, verdicts, and what could have been seen.
std::string suite_summary_text(const std::vector<SuiteExperiment>&);

} // namespace tare::cli
