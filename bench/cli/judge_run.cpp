#include "bench/cli/judge_run.hpp"

#include "bench/cli/baselines.hpp"
#include "bench/cli/compare.hpp"
#include "bench/cli/remeasure.hpp"
#include "bench/compare/compare.hpp"
#include "bench/store/result_file.hpp"

#include <cstdio>

namespace tare::cli {
namespace {

int cannot_tell(const JudgeRequest& request, const std::string& why) {
    fmt::print("no verdict: {}\n", why);
    std::fflush(stdout);
    return request.ctest ? kCannotRunHere : kNothingMeasured;
}

std::string why_unjudged(const core::Comparison& comparison) {
    if (core::outcome_of(comparison) == core::Outcome::open)
        return "a suspicion is not settled, or a row that had a number has none";
    return "none of the rows could be judged; the reasons are above";
}

} // namespace

Result<int> judge_run(Measuring& measuring, const JudgeRequest& request, const World& world) {
    const auto& now = request.result;
    const auto root = baselines_root(request.baselines, world);
    const auto baseline = find_baseline(root, now.machine.key, now.run.suite);
    if (!baseline) return baseline.error();
    const auto file = request.folder / "result.json";
    if (!*baseline)
        return cannot_tell(request,
                           fmt::format("there is no baseline of suite \"{}\" for the hardware key {} in {}",
                                       now.run.suite, now.machine.key, root.string()));
    const auto& base = (*baseline)->result;
    auto comparison = compare::compare(base, now);
    comparison.base = {(*baseline)->file.string(), base.machine.key, base.run.started_utc,
                       base.tare.revision};
    comparison.now = {file.string(), now.machine.key, now.run.started_utc, now.tare.revision};

    if (const auto suspects = compare::suspects(comparison); !suspects.empty()) {
        const auto fresh = remeasure(measuring, {request.catalog, request.suite, suspects,
                                                 compare::kConfirmingSessions, request.confirming_seed});
        if (!fresh) return fresh.error();
        if (const auto kept = store::write_result(request.folder / "confirm.json", *fresh); !kept)
            return kept.error();
        compare::confirm(comparison, base, *fresh);
    }
    print_comparison(comparison, false, world);
    const auto outcome = core::outcome_of(comparison);
    if (outcome == core::Outcome::open || outcome == core::Outcome::unjudged)
        return cannot_tell(request, why_unjudged(comparison));
    return exit_code_of(outcome);
}

} // namespace tare::cli
