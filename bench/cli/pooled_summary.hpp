// What the self-test's folders come to together. Costs and spreads of two machines make no figure, but
// whether a comparison was right is the same question on each, so the counts of right and wrong ones are
// added up.
//
// Thread safety: pure function.
#pragma once

#include "bench/cli/experiment.hpp"
#include "bench/cli/suite_experiment.hpp"

#include <string>
#include <vector>

namespace tare::cli {

/// All that one folder holds.
struct KeptExperiments {
    std::vector<Experiment> of_cases;
    std::vector<SuiteExperiment> of_suites;
};

/// Alarms in A/A runs, and injections found, with the bound that their number allows (0.05^(1/n), the exact
/// one-sided limit at 95 % where none of n is wrong). Empty for fewer than two folders.
std::string pooled_text(const std::vector<KeptExperiments>& folders);

} // namespace tare::cli
