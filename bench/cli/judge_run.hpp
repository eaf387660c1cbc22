// `tare run --judge`: a run that ends with a verdict against this hardware's baseline.
#pragma once

#include "bench/cli/measuring.hpp"

#include <cstdint>
#include <filesystem>

namespace tare::cli {

struct JudgeRequest {
    const core::RunResult& result;
    const Catalog& catalog;
    const core::Suite& suite;        ///< what was run
    std::filesystem::path baselines; ///< --baselines
    std::filesystem::path folder;    ///< of the run: the confirming sessions go to confirm.json in it
    std::uint64_t confirming_seed = 0;
    bool ctest = false;
};

/// Screens against the baseline, measures suspects again in ten fresh sessions, prints the verdicts and one
/// sentence that says what the exit code means. kFine: judged, nothing regressed. kFailed: a confirmed
/// regression. Where nothing can be said (no baseline, too few sessions, a suspicion that could not be
/// settled): kNothingMeasured, or for CTest kCannotRunHere, which it counts as skipped: never a silent pass.
Result<int> judge_run(Measuring&, const JudgeRequest&, const World&);

} // namespace tare::cli
