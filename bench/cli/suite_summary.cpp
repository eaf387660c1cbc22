// What the A/A runs of a suite come to.
#include "bench/cli/suite_experiment.hpp"
#include "bench/compare/judge.hpp"
#include "bench/stats/paired.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace tare::cli {
namespace {

/// What a case must be able to show to be of use: a slow-down of 1.5 % where CPU time decides.
constexpr double kUsefulCpu = 0.015;

bool is_alarm(const SuiteRow& row) {
    return row.verdict == core::Verdict::regressed || row.verdict == core::Verdict::improved;
}

std::string name_of(const SuiteRow& row) {
    return fmt::format("{} {} {}:{} {}", row.case_id, row.role, row.contender, row.variant,
                       core::to_string(row.gate));
}

/// Of the screen, from its sessions: anew, so that the files need not be believed.
std::optional<double> least_detectable(const SuiteRow& row) {
    core::Judgement judgement;
    judgement.gate = row.gate;
    compare::judge(judgement, {{}, {}, row.screen, false, compare::kScreenAlpha});
    return judgement.least_detectable;
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// One row over all runs.
struct RowOverRuns {
    std::vector<double> changes;    ///< ln, a value a run
    std::vector<double> detectable; ///< shares
    int suspected = 0, alarms = 0;
};

double share_up_to(const std::vector<double>& values, double limit) {
    if (values.empty()) return 0;
    return static_cast<double>(std::count_if(values.begin(), values.end(),
                                             [limit](double value) { return value <= limit; })) /
           static_cast<double>(values.size());
}

std::string one_suite(const std::vector<const SuiteExperiment*>& runs) {
    std::vector<std::string> names; // in the order of the first run
    std::map<std::string, RowOverRuns> rows;
    std::map<core::Verdict, int> verdicts;
    std::vector<double> cpu_detectable, medians_cpu;
    int judgements = 0, suspected = 0, alarms = 0, runs_alarmed = 0;
    double took_s = 0;
    for (const auto* run : runs) {
        took_s += run->took_s;
        bool alarmed = false;
        for (const auto& row : run->rows) {
            const auto name = name_of(row);
            if (!rows.contains(name)) names.push_back(name);
            auto& over_runs = rows[name];
            ++judgements, ++verdicts[row.verdict];
            suspected += row.suspected ? 1 : 0, over_runs.suspected += row.suspected ? 1 : 0;
            alarms += is_alarm(row) ? 1 : 0, over_runs.alarms += is_alarm(row) ? 1 : 0;
            alarmed |= is_alarm(row);
            if (!row.screen.empty()) over_runs.changes.push_back(stats::moments(row.screen).mean);
            const auto detectable = least_detectable(row);
            if (!detectable) continue;
            over_runs.detectable.push_back(*detectable);
            if (row.gate == core::Gate::cpu) cpu_detectable.push_back(*detectable);
        }
        runs_alarmed += alarmed ? 1 : 0;
    }
    const auto n = static_cast<double>(runs.size());
    std::string text =
        fmt::format("A/A of the suite {}: {} run{}, {} judgements, {:.0f} s of measuring a run\n",
                    runs.front()->suite, runs.size(), runs.size() == 1 ? "" : "s", judgements, took_s / n);
    text +=
        fmt::format("  false alarms: {} of {} judgements, in {} of {} runs; {} suspected ({:.1f} %)\n",
                    alarms, judgements, runs_alarmed, runs.size(), suspected, 100.0 * suspected / judgements);
    if (alarms == 0) // (1 - p)^n = 5 %
        text += fmt::format("  so at 95 % confidence fewer than {:.1f} % of runs raise one\n",
                            100 * (1 - std::pow(0.05, 1 / n)));
    text += "  verdicts:";
    for (const auto& [verdict, count] : verdicts)
        text += fmt::format(" {} {},", count, core::to_string(verdict));
    text.back() = '\n';
    for (const auto& name : names)
        if (name.ends_with(" cpu")) medians_cpu.push_back(median(rows[name].detectable));
    if (!cpu_detectable.empty())
        text += fmt::format(
            "  gated by CPU time: {:.1f} % could be seen in {:.0f} % of {} judgements, and as "
            "the median of runs in {:.0f} % of {} rows\n",
            100 * kUsefulCpu, 100 * share_up_to(cpu_detectable, kUsefulCpu), cpu_detectable.size(),
            100 * share_up_to(medians_cpu, kUsefulCpu), medians_cpu.size());
    text += fmt::format("  {:<52}{:>9}{:>10}{:>11}{:>11}{:>8}\n", "row and gate", "change", "sd of it",
                        "could see", "suspected", "alarms");
    for (const auto& name : names) {
        const auto& row = rows[name];
        const auto moments = stats::moments(row.changes);
        text += fmt::format("  {:<52}{:>+7.2f} %{:>10}{:>9.2f} %{:>11}{:>8}\n", name,
                            100 * std::expm1(moments.mean),
                            row.changes.size() > 1 ? fmt::format("{:.2f} %", 100 * moments.sd) : "–",
                            100 * median(row.detectable), row.suspected, row.alarms);
    }
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
