// What the A/A runs of a suite come to.
#include "bench/cli/experiment.hpp"
#include "bench/cli/suite_experiment.hpp"
#include "bench/compare/judge.hpp"
#include "bench/stats/estimators.hpp"
#include "bench/stats/proportions.hpp"
#include "bench/stats/session_tests.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace tare::cli {
namespace {

/// What a case must be able to show to be of use: a slow-down of 1.5 % where CPU time decides.
constexpr double kUsefulCpu = 0.015;

std::string name_of(const SuiteRow& row) {
    return core::row_name(row.measured, row.role, row.subject) + " " + std::string(core::to_string(row.gate));
}

/// Of the screen, from its sessions: anew, so that the files need not be believed.
std::optional<double> least_detectable(const SuiteRow& row) {
    core::Judgement judgement;
    judgement.gate = row.gate;
    compare::judge(judgement, {{}, {}, row.screen, false, compare::kScreenAlpha});
    return judgement.least_detectable;
}

/// One row over all runs.
struct RowOverRuns {
    std::string name;
    core::Gate gate = core::Gate::cpu;
    std::vector<double> changes;    ///< ln, a value a run
    std::vector<double> detectable; ///< shares
    int judgements = 0, suspected = 0, alarms = 0;

    void add(const SuiteRow& row) {
        ++judgements;
        suspected += row.suspected ? 1 : 0;
        alarms += has_alarm(row) ? 1 : 0;
        if (!row.screen.empty()) changes.push_back(stats::moments(row.screen).mean);
        if (const auto seen = least_detectable(row)) detectable.push_back(*seen);
    }
};

/// In the order in which they come.
std::vector<RowOverRuns> rows_over(const std::vector<const SuiteExperiment*>& runs) {
    std::vector<RowOverRuns> rows;
    for (const auto* run : runs)
        for (const auto& row : run->rows) {
            const auto name = name_of(row);
            auto found =
                std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.name == name; });
            if (found == rows.end()) found = rows.insert(rows.end(), {name, row.gate, {}, {}, 0, 0, 0});
            found->add(row);
        }
    return rows;
}

std::string verdicts_line(const std::vector<const SuiteExperiment*>& runs) {
    std::map<core::Verdict, int> counts;
    for (const auto* run : runs)
        for (const auto& row : run->rows) ++counts[row.verdict];
    std::string text = "  verdicts:";
    for (const auto& [verdict, count] : counts)
        text += fmt::format(" {} {},", count, core::to_string(verdict));
    text.back() = '\n';
    return text;
}

double share_up_to(const std::vector<double>& values, double limit) {
    const auto count = std::count_if(values.begin(), values.end(), [&](double one) { return one <= limit; });
    return values.empty() ? 0 : static_cast<double>(count) / static_cast<double>(values.size());
}

/// How many judgements and rows that CPU time decides could have shown kUsefulCpu.
std::string useful_line(const std::vector<RowOverRuns>& rows) {
    std::vector<double> all, medians;
    for (const auto& row : rows) {
        if (row.gate != core::Gate::cpu || row.detectable.empty()) continue;
        all.insert(all.end(), row.detectable.begin(), row.detectable.end());
        medians.push_back(stats::median(row.detectable));
    }
    if (all.empty()) return {};
    return fmt::format("  gated by CPU time: {:.1f} % could be seen in {:.0f} % of {} judgements, and as the "
                       "median of runs in {:.0f} % of {} rows\n",
                       100 * kUsefulCpu, 100 * share_up_to(all, kUsefulCpu), all.size(),
                       100 * share_up_to(medians, kUsefulCpu), medians.size());
}

std::string row_line(const RowOverRuns& row) {
    const auto moments = stats::moments(row.changes);
    return fmt::format("  {:<52}{:>+7.2f} %{:>10}{:>9.2f} %{:>11}{:>8}\n", row.name,
                       100 * std::expm1(moments.mean),
                       row.changes.size() > 1 ? fmt::format("{:.2f} %", 100 * moments.sd) : "–",
                       100 * stats::median(row.detectable), row.suspected, row.alarms);
}

std::string one_suite(const std::vector<const SuiteExperiment*>& runs) {
    const auto rows = rows_over(runs);
    int judgements = 0, suspected = 0, alarms = 0;
    for (const auto& row : rows)
        judgements += row.judgements, suspected += row.suspected, alarms += row.alarms;
    double took_s = 0;
    for (const auto* run : runs) took_s += run->took_s;
    const auto alarmed = std::count_if(runs.begin(), runs.end(), [](const auto* run) {
        return std::any_of(run->rows.begin(), run->rows.end(), has_alarm);
    });
    const auto n = static_cast<int>(runs.size());
    std::string text =
        fmt::format("A/A of the suite {}: {} run{}, {} judgements, {:.0f} s of measuring a run\n",
                    runs.front()->suite, n, n == 1 ? "" : "s", judgements, took_s / n);
    text += fmt::format("  false alarms: {} of {} judgements, in {} of {} runs; {} suspected ({:.1f} %)\n",
                        alarms, judgements, alarmed, n, suspected, 100.0 * suspected / judgements);
    text += fmt::format("  so at 95 % confidence fewer than {:.1f} % of runs raise one\n",
                        100 * stats::share_at_most(static_cast<int>(alarmed), n));
    text += verdicts_line(runs) + useful_line(rows);
    text += fmt::format("  {:<52}{:>9}{:>10}{:>11}{:>11}{:>8}\n", "row and gate", "change", "sd of it",
                        "could see", "suspected", "alarms");
    for (const auto& row : rows) text += row_line(row);
    return text;
}

} // namespace

std::string suite_summary_text(const std::vector<SuiteExperiment>& experiments) {
    std::vector<std::string> suites;
    for (const auto& one : experiments)
        if (std::find(suites.begin(), suites.end(), one.suite) == suites.end()) suites.push_back(one.suite);
    std::string text;
    for (const auto& suite : suites) {
        std::vector<const SuiteExperiment*> runs;
        for (const auto& one : experiments)
            if (one.suite == suite) runs.push_back(&one);
        text += one_suite(runs);
    }
    return text;
}

} // namespace tare::cli
