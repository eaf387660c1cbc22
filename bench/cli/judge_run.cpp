#include "bench/cli/judge_run.hpp"

#include "bench/cli/baselines.hpp"
#include "bench/cli/compare.hpp"
#include "bench/cli/remeasure.hpp"
#include "bench/compare/compare.hpp"
#include "bench/store/result_file.hpp"

#include <algorithm>
#include <cstdio>

namespace tare::cli {
namespace {

int cannot_tell(const JudgeRequest& request, const std::string& why) {
    fmt::print("no verdict: {}\n", why);
    std::fflush(stdout);
    return request.ctest ? kCannotRunHere : kNothingMeasured;
}

std::string why_unjudged(const core::Comparison& comparison) {
    if (core::outcome_of(comparison) == core::Outcome::unjudged)
        return "no contender could be judged; the reasons are above";
    const auto& all = comparison.judgements;
    const auto open = std::find_if(all.begin(), all.end(), core::is_open);
    if (open == all.end()) return "a row that the baseline has a number for has none now";
    return fmt::format("{} {}", core::row_name(open->measured, open->role, open->subject),
                       open->verdict == core::Verdict::env_shift
                           ? "seems to cost more, but the environment moved as well"
                           : "is suspected of costing more, and too few fresh sessions could be measured");
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
