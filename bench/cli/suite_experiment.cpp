#include "bench/cli/suite_experiment.hpp"

#include "bench/cli/pair_comparison.hpp"
#include "bench/cli/selection.hpp"

#include <algorithm>

namespace tare::cli {
namespace {

/// Each contender and its twin: the same program under the name that build B's has.
BuildPair twins(const std::vector<core::Contender>& contenders) {
    BuildPair pair{contenders, {}};
    for (const auto& one : contenders) {
        if (one.is_floor) continue;
        pair.contenders.push_back(one);
        pair.contenders.back().name = of_b({one.name, ""}).contender;
    }
    return pair;
}

std::vector<double> values_of(const std::vector<compare::PairedRow>& rows, const core::Judgement& judgement) {
    for (const auto& row : rows)
        if (row.measured == judgement.measured && row.role == judgement.role &&
            row.subject == judgement.subject)
            return judgement.gate == core::Gate::cpu    ? row.cpu
                   : judgement.gate == core::Gate::wall ? row.wall
                                                        : row.p99;
    return {};
}

} // namespace

Result<SuiteExperiment> run_suite_experiment(Measuring& measuring,
                                             const std::vector<core::Contender>& contenders,
                                             const SuitePlan& plan, std::uint64_t seed) {
    const auto pair = twins(contenders);
    const auto wanted = [&](const core::Case& measured, const core::Program& program) {
        return wants_program(plan.suite, plan.contenders, measured, program);
    };
    const auto made =
        compare_pair(measuring, {.pair = pair, .suite = plan.suite, .wanted = wanted, .seed = seed});
    if (measuring.interrupt().raised()) return run::interrupted();

    const auto& run = made.screen.result.run;
    SuiteExperiment experiment{
        run.started_utc, measuring.machine().key, plan.suite.name, seed, run.took_s, {}};
    bool judged = false;
    for (const auto& one : made.comparison.judgements) {
        experiment.rows.push_back({one.measured, one.role, one.subject, one.gate, one.verdict, one.suspected,
                                   values_of(made.screen.rows, one), values_of(made.fresh, one)});
        judged |= one.least_detectable.has_value();
    }
    if (!judged)
        return make_error(
            Trouble::internal, "an A/A of the suite {}: nothing could be judged{}", plan.suite.name,
            made.comparison.judgements.empty() ? std::string(": no contender was wanted")
                                               : ": " + made.comparison.judgements.front().reason);
    return experiment;
}

} // namespace tare::cli
