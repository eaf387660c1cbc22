#include "bench/cli/pooled_summary.hpp"

#include "bench/stats/proportions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tare::cli {
namespace {

/// Comparisons, and how many of them came to a wrong end.
struct Trials {
    int n = 0, wrong = 0, judgements = 0;

    /// The share that could be wrong, in per cent, at 95 % confidence.
    [[nodiscard]] double could_be_wrong() const { return 100 * stats::share_at_most(wrong, n); }
};

std::string suite_line(const std::string& suite, const Trials& runs) {
    return fmt::format("  A/A of the suite {}: {} runs, {} judgements, a false alarm in {} run{}; at 95 % "
                       "confidence in fewer than {:.1f} % of runs\n",
                       suite, runs.n, runs.judgements, runs.wrong, runs.wrong == 1 ? "" : "s",
                       runs.could_be_wrong());
}

std::string row_line(const std::string& name, bool same, const Trials& trials) {
    if (same)
        return fmt::format(
            "  {}: {} comparisons, a false alarm in {}; at 95 % confidence in fewer than {:.1f} %\n", name,
            trials.n, trials.wrong, trials.could_be_wrong());
    return fmt::format("  {}: confirmed in {} of {}; at 95 % confidence in more than {:.1f} %\n", name,
                       trials.n - trials.wrong, trials.n, 100 - trials.could_be_wrong());
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
