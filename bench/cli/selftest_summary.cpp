#include "bench/cli/selftest_summary.hpp"

#include "bench/compare/gates.hpp"
#include "bench/compare/judge.hpp"
#include "bench/stats/session_tests.hpp"

#include <algorithm>
#include <cmath>

namespace tare::cli {
namespace {

bool by_cpu(const std::string& case_id) {
    const auto measured = core::parse_case_id(case_id);
    return measured && compare::gates_of(*measured).front() == core::Gate::cpu;
}

void append(std::vector<double>& to, const std::vector<double>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

RowSummary summarize_row(const std::vector<const Experiment*>& experiments, const std::string& case_id,
                         const std::string& name) {
    RowSummary summary{case_id, name, 0, 0, 0, 0, 0, 0, 0};
    std::vector<double> errors; // a value an experiment: sessions of one share their minutes
    double truth = 0;
    for (const auto* experiment : experiments)
        for (const auto& row : experiment->rows) {
            if (row.name != name) continue;
            ++summary.experiments;
            summary.suspected += row.fresh_cpu.empty() ? 0 : 1;
            summary.regressed += row.verdict == core::Verdict::regressed ? 1 : 0;
            summary.improved += row.verdict == core::Verdict::improved ? 1 : 0;
            auto values = by_cpu(case_id) ? row.screen_cpu : row.screen_wall;
            append(values, by_cpu(case_id) ? row.fresh_cpu : row.fresh_wall);
            if (values.empty()) continue;
            errors.push_back(stats::moments(values).mean - row.truth);
            truth += row.truth;
        }
    if (errors.empty()) return summary;
    const auto moments = stats::moments(errors);
    summary.truth = std::expm1(truth / moments.n);
    summary.measured = std::expm1(truth / moments.n + moments.mean);
    summary.error = moments.sd / std::sqrt(static_cast<double>(moments.n));
    return summary;
}

/// How the stored comparison of `tare run --judge` does where nothing changed: five experiments make one. A
/// family of one gate.
void summarize_stored(CaseSummary& summary, const std::vector<const Experiment*>& experiments) {
    constexpr std::size_t kWindow = 5;
    const auto values = [&](std::size_t at) {
        return by_cpu(summary.case_id) ? experiments[at]->plain_ln_cpu_over_floor
                                       : experiments[at]->plain_ln_wall_over_floor;
    };
    for (std::size_t at = 0; at + kWindow <= experiments.size(); at += kWindow) {
        auto base = values(at), fresh = values(at + 3);
        append(base, values(at + 1));
        append(fresh, values(at + 4));
        core::Judgement judgement;
        judgement.gate = by_cpu(summary.case_id) ? core::Gate::cpu : core::Gate::wall;
        compare::judge(judgement, {base, values(at + 2), {}, false, compare::kScreenAlpha});
        ++summary.stored;
        if (!judgement.suspected) continue;
        ++summary.stored_suspected;
        compare::judge(judgement, {base, fresh, {}, true, compare::kFamilyAlpha});
        summary.stored_alarmed += has_alarm(judgement) ? 1 : 0;
    }
}

/// Spread of sessions around their own experiment's mean: experiments are hours apart, a comparison is not.
double within_sd(const std::vector<const Experiment*>& experiments,
                 const std::vector<double> Experiment::*values) {
    double squares = 0;
    int degrees = 0;
    for (const auto* experiment : experiments) {
        const auto moments = stats::moments(experiment->*values);
        if (moments.n < 2) continue;
        squares += moments.sd * moments.sd * (moments.n - 1);
        degrees += moments.n - 1;
    }
    return degrees == 0 ? 0 : std::sqrt(squares / degrees);
}

void summarize_positions(CaseSummary& summary, const std::vector<const Experiment*>& experiments) {
    std::vector<PositionEffect> all;
    for (const auto* experiment : experiments) {
        if (all.size() < experiment->positions.size()) all.resize(experiment->positions.size());
        for (std::size_t i = 0; i < experiment->positions.size(); ++i) {
            const auto& one = experiment->positions[i];
            all[i].n += one.n, all[i].sum += one.sum, all[i].squares += one.squares;
        }
    }
    for (const auto& one : all) {
        if (one.n < 2) continue;
        const auto n = static_cast<double>(one.n);
        const double mean = one.sum / n;
        if (std::abs(mean) < std::abs(summary.position_effect)) continue;
        summary.position_effect = mean;
        summary.position_error = std::sqrt(std::max(0.0, one.squares / n - mean * mean) / n);
    }
}

} // namespace

SelftestSummary summarize(const std::vector<Experiment>& experiments) {
    SelftestSummary summary;
    std::vector<std::string> cases;
    for (const auto& experiment : experiments)
        if (std::find(cases.begin(), cases.end(), experiment.case_id) == cases.end())
            cases.push_back(experiment.case_id);
    for (const auto& case_id : cases) {
        std::vector<const Experiment*> of_case;
        std::vector<std::string> names;
        CaseSummary about{case_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        for (const auto& experiment : experiments) {
            if (experiment.case_id != case_id) continue;
            of_case.push_back(&experiment);
            about.sessions += static_cast<int>(experiment.plain_ln_cpu.size());
            for (const auto& row : experiment.rows)
                if (std::find(names.begin(), names.end(), row.name) == names.end()) names.push_back(row.name);
        }
        about.cpu_sd = within_sd(of_case, &Experiment::plain_ln_cpu);
        about.cpu_over_floor_sd = within_sd(of_case, &Experiment::plain_ln_cpu_over_floor);
        about.wall_sd = within_sd(of_case, &Experiment::plain_ln_wall);
        about.wall_over_floor_sd = within_sd(of_case, &Experiment::plain_ln_wall_over_floor);
        summarize_positions(about, of_case);
        summarize_stored(about, of_case);
        summary.cases.push_back(about);
        for (const auto& name : names) summary.rows.push_back(summarize_row(of_case, case_id, name));
    }
    return summary;
}

std::string summary_text(const SelftestSummary& summary) {
    std::string text;
    for (const auto& about : summary.cases) {
        text += fmt::format("{}, gated by {}: {} sessions of the plain client\n", about.case_id,
                            by_cpu(about.case_id) ? "CPU time" : "wall time", about.sessions);
        text += fmt::format(
            "  spread between sessions of one experiment: CPU {:.2f} %, over the floor {:.2f} %; wall "
            "{:.2f} %, over the floor {:.2f} %\n",
            100 * about.cpu_sd, 100 * about.cpu_over_floor_sd, 100 * about.wall_sd,
            100 * about.wall_over_floor_sd);
        text += fmt::format("  largest effect of a place in the round: {:+.3f} % (standard error {:.3f})\n",
                            100 * about.position_effect, 100 * about.position_error);
        if (about.stored > 0)
            text += fmt::format(
                "  stored baseline of 10 against 5 alike: {} comparisons, {} suspected, {} confirmed\n",
                about.stored, about.stored_suspected, about.stored_alarmed);
        text += fmt::format("  {:<12}{:>12}{:>12}{:>20}{:>11}{:>11}{:>10}\n", "injection", "experiments",
                            "truth", "measured", "suspected", "regressed", "improved");
        for (const auto& row : summary.rows)
            if (row.case_id == about.case_id)
                // One experiment says nothing of how experiments differ.
                text += fmt::format("  {:<12}{:>12}{:>+10.2f} %{:>+10.2f} % {}{:>11}{:>11}{:>10}\n", row.name,
                                    row.experiments, 100 * row.truth, 100 * row.measured,
                                    row.experiments > 1 ? fmt::format("± {:.2f}", 100 * row.error) : "      ",
                                    row.suspected, row.regressed, row.improved);
    }
    return text;
}

} // namespace tare::cli
