#include "bench/cli/pooled_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace tare::cli {
namespace {

/// Comparisons, and how many of them came to a wrong end.
struct Trials {
    int n = 0, wrong = 0, judgements = 0;

    /// The share that could still be wrong, at 95 % confidence: (1 - p)^n = 5 %.
    [[nodiscard]] double could_be_wrong() const { return 1 - std::pow(0.05, 1.0 / n); }
};

std::string suite_line(const std::string& suite, const Trials& runs) {
    auto line = fmt::format("  A/A of the suite {}: {} runs, {} judgements, a false alarm in {} run{}", suite,
                            runs.n, runs.judgements, runs.wrong, runs.wrong == 1 ? "" : "s");
    if (runs.wrong == 0)
        line +=
            fmt::format("; at 95 % confidence in fewer than {:.1f} % of runs", 100 * runs.could_be_wrong());
    return line + '\n';
}

std::string row_line(const std::string& name, bool same, const Trials& trials) {
    auto line = same ? fmt::format("  {}: {} comparisons, a false alarm in {}", name, trials.n, trials.wrong)
                     : fmt::format("  {}: confirmed in {} of {}", name, trials.n - trials.wrong, trials.n);
    if (trials.wrong == 0)
        line +=
            same ? fmt::format("; at 95 % confidence in fewer than {:.1f} %", 100 * trials.could_be_wrong())
                 : fmt::format("; at 95 % confidence in more than {:.1f} %",
                               100 * (1 - trials.could_be_wrong()));
    return line + '\n';
}

} // namespace

std::string pooled_text(const std::vector<KeptExperiments>& folders) {
    if (folders.size() < 2) return {};
    std::map<std::string, Trials> suites, again, injected;
    for (const auto& folder : folders) {
        for (const auto& run : folder.of_suites) {
            auto& trials = suites[run.suite];
            ++trials.n;
            trials.judgements += static_cast<int>(run.rows.size());
            trials.wrong += std::any_of(run.rows.begin(), run.rows.end(), has_alarm) ? 1 : 0;
        }
        for (const auto& experiment : folder.of_cases)
            for (const auto& row : experiment.rows) {
                const bool same = row.name == "again";
                auto& trials = (same ? again : injected)[experiment.case_id + " " + row.name];
                ++trials.n;
                trials.wrong += (same ? has_alarm(row) : row.verdict != core::Verdict::regressed) ? 1 : 0;
            }
    }
    auto text = fmt::format("{} folders together\n", folders.size());
    for (const auto& [suite, trials] : suites) text += suite_line(suite, trials);
    for (const auto& [name, trials] : again) text += row_line(name, true, trials);
    for (const auto& [name, trials] : injected) text += row_line(name, false, trials);
    return text;
}

} // namespace tare::cli
