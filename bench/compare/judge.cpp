#include "bench/compare/judge.hpp"

#include "bench/compare/gates.hpp"
#include "bench/stats/clusters.hpp"
#include "bench/stats/power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tare::compare {
namespace {

using core::Verdict;

std::optional<stats::Difference> difference_of(const Evidence& evidence) {
    if (!evidence.paired.empty()) return stats::paired_difference(stats::moments(evidence.paired));
    return stats::difference(stats::moments(evidence.base), stats::moments(evidence.now));
}

int sessions(const std::vector<double>& own, const Evidence& evidence) {
    return static_cast<int>(evidence.paired.empty() ? own.size() : evidence.paired.size());
}

/// Which set falls into two kinds that are farther apart than what matters here.
const char* two_kinds(const Evidence& evidence, double ln_margin) {
    const auto apart = [&](const std::vector<double>& values) {
        const auto clusters = stats::two_clusters(values);
        return clusters && clusters->high - clusters->low > ln_margin;
    };
    if (apart(evidence.base)) return "the baseline's sessions";
    if (apart(evidence.now)) return "the new sessions";
    return apart(evidence.paired) ? "the sessions" : nullptr;
}

core::Estimate ratio(const stats::Difference& found, double confidence) {
    const auto ends = stats::interval(found, confidence);
    return {std::exp(found.est), std::exp(ends.lo), std::exp(ends.hi)};
}

} // namespace

void judge(core::Judgement& judgement, const Evidence& evidence) {
    judgement.margin = margin_of(judgement.gate);
    judgement.base_sessions = sessions(evidence.base, evidence);
    judgement.new_sessions = sessions(evidence.now, evidence);
    judgement.confirmed = evidence.fresh;
    judgement.verdict = Verdict::inconclusive;
    judgement.reason.clear();

    const auto found = difference_of(evidence);
    const int fewest = std::min(judgement.base_sessions, judgement.new_sessions);
    if (!found || fewest < kLeastSessions) {
        judgement.confirmed = false;
        judgement.reason = fmt::format("{} sessions, and it takes {}", fewest, kLeastSessions);
        return;
    }
    const double alpha = evidence.fresh ? evidence.alpha : kScreenAlpha;
    judgement.confidence = 1 - 2 * alpha;
    judgement.change = ratio(*found, judgement.confidence);
    const double detectable = stats::least_detectable_effect(*found, alpha);
    judgement.least_detectable = std::expm1(detectable);
    const double ln_margin = std::log1p(judgement.margin);
    const double matters = std::max(ln_margin, detectable);
    judgement.margin = std::expm1(matters);

    const double p = stats::p_value(*found, found->est > 0 ? stats::Tail::above : stats::Tail::below);
    if (evidence.fresh && p < alpha && std::abs(found->est) > matters) {
        judgement.verdict = found->est > 0 ? Verdict::regressed : Verdict::improved;
        return;
    }
    if (const char* whose = two_kinds(evidence, ln_margin)) {
        judgement.verdict = Verdict::multimodal;
        judgement.reason = fmt::format("{} fall into two kinds", whose);
        return;
    }
    const double limit = std::max(kUnstable, margin_of(judgement.gate));
    const bool suspicious = p < kScreenAlpha;
    if (stats::equivalent(*found, ln_margin)) {
        judgement.verdict = Verdict::equivalent;
    } else if (!evidence.fresh && suspicious) {
        judgement.suspected = true;
        judgement.reason = fmt::format("the screen found it {}, and it was not measured again",
                                       found->est > 0 ? "dearer" : "cheaper");
    } else if (*judgement.least_detectable > limit) {
        judgement.verdict = Verdict::unstable;
        judgement.reason =
            fmt::format("only a difference above {:.0f} % could be seen", 100 * *judgement.least_detectable);
    } else if (!suspicious && stats::equivalent(*found, matters)) {
        judgement.verdict = Verdict::equivalent;
    } else {
        judgement.reason =
            judgement.suspected ? "the suspicion was not confirmed" : "neither shown nor ruled out";
    }
}

} // namespace tare::compare
