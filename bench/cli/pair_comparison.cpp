#include "bench/cli/pair_comparison.hpp"

#include "bench/cli/remeasure.hpp"

#include <algorithm>

namespace tare::cli {
namespace {

/// Seconds that one case took in a session, on average: blocks of long operations outlast their plan.
double took_a_case(const core::RunResult& result, std::size_t cases) {
    std::size_t sessions = 1;
    for (const auto& cell : result.cells) sessions = std::max(sessions, cell.sessions.size());
    return result.run.took_s / static_cast<double>(sessions * cases);
}

/// Of the suspects alone, with fresh processes. They may take as long as the screen did with all rows: each
/// session ends when it is precise enough, and a suspicion is worth more than it took to have it.
core::Suite confirming_suite(const core::Suite& screen, const std::vector<const core::Judgement*>& suspects,
                             int sessions, double case_s) {
    core::Suite suite = screen;
    suite.sessions = sessions;
    suite.cases.clear(), suite.roles.clear();
    for (const auto* suspect : suspects) {
        if (std::find(suite.cases.begin(), suite.cases.end(), suspect->measured) == suite.cases.end())
            suite.cases.push_back(suspect->measured);
        if (std::find(suite.roles.begin(), suite.roles.end(), suspect->role) == suite.roles.end())
            suite.roles.push_back(suspect->role);
    }
    constexpr double kReserve = 1.25;
    double at_least = 0;
    for (const auto& measured : suite.cases) {
        const auto arms = 2 * std::count_if(suspects.begin(), suspects.end(), [&](const auto* suspect) {
                              return suspect->measured == measured;
                          });
        at_least +=
            std::max(seconds_for(suite, sessions, static_cast<std::size_t>(arms) + 2, kStartACompiledArmS),
                     kReserve * case_s * sessions);
    }
    suite.budget_s = std::max(at_least, screen.budget_s);
    return suite;
}

} // namespace

core::Suite for_a_screen(core::Suite suite) {
    suite.sessions *= 2;
    suite.rounds = (suite.rounds + 1) / 2;
    return suite;
}

double seconds_for_pair(const PairRequest& request) {
    const auto& suite = request.suite;
    double seconds = 0;
    for (const auto& measured : suite.cases) {
        std::size_t arms = 3; // the floor's and the reference's
        for (const auto& contender : request.pair.contenders)
            for (const auto& variant : contender.variants) {
                const core::Program program{contender.name, variant.name};
                arms += is_in_both(request.pair, program) && request.wanted(measured, of_a(program)) ? 1 : 0;
            }
        seconds += seconds_for(suite, suite.sessions, arms * suite.roles.size() / 2 + 1, kStartACompiledArmS);
    }
    return seconds;
}

PairRun measure_again(Measuring& measuring, const PairRequest& request,
                      const std::vector<const core::Judgement*>& judgements, double case_s) {
    const auto is_theirs = [&](const core::Case& measured, const core::Program& program) {
        return std::any_of(judgements.begin(), judgements.end(), [&](const auto* one) {
            return one->measured == measured && one->subject == program;
        });
    };
    return run_pair(measuring, request.pair,
                    confirming_suite(request.suite, judgements, request.confirming, case_s), is_theirs,
                    request.seed);
}

PairComparison compare_pair(Measuring& measuring, const PairRequest& request) {
    PairComparison made;
    made.screen = run_pair(measuring, request.pair, request.suite, request.wanted, request.seed);
    const auto& screen = made.screen.result;
    made.comparison = compare::compare_paired(made.screen.rows);
    made.comparison.warnings = screen.run.warnings;
    made.case_s = took_a_case(screen, request.suite.cases.size());
    const auto suspects = compare::suspects(made.comparison);
    if (suspects.empty() || screen.run.partial) return made;
    auto again = request;
    ++again.seed;
    made.fresh = measure_again(measuring, again, suspects, made.case_s).rows;
    compare::confirm_paired(made.comparison, made.fresh);
    return made;
}

} // namespace tare::cli
