#include "bench/cli/remeasure.hpp"

#include <algorithm>

namespace tare::cli {
namespace {

constexpr double kStartUpS = 1.0; // of a session
constexpr double kBeside = 1.4;   // reading counters and writing stamps, between blocks

/// Roles and rows of one case's suspects.
bool is_suspect(const std::vector<const core::Judgement*>& suspects, const core::Case& measured,
                const core::Program& program) {
    return std::any_of(suspects.begin(), suspects.end(), [&](const core::Judgement* one) {
        return one->measured == measured && one->subject == program;
    });
}

void merge(core::RunResult& into, core::RunResult&& more) {
    if (into.cells.empty()) {
        into = std::move(more);
        return;
    }
    into.machine.recorded.insert(more.machine.recorded.begin(), more.machine.recorded.end());
    into.run.took_s += more.run.took_s;
    into.run.budget_s += more.run.budget_s;
    into.run.partial |= more.run.partial;
    into.run.warnings.insert(into.run.warnings.end(), more.run.warnings.begin(), more.run.warnings.end());
    into.cells.insert(into.cells.end(), more.cells.begin(), more.cells.end());
}

} // namespace

double seconds_for(const core::Suite& suite, int sessions, std::size_t arms, double start_an_arm_s) {
    const double rounds_s = suite.rounds * static_cast<double>(suite.block_ms) / 1000 * kBeside;
    return sessions * (kStartUpS + static_cast<double>(arms) * (start_an_arm_s + rounds_s));
}

Result<core::RunResult> remeasure(Measuring& measuring, const RemeasureRequest& request) {
    std::vector<core::Case> cases;
    for (const auto* suspect : request.suspects)
        if (std::find(cases.begin(), cases.end(), suspect->measured) == cases.end())
            cases.push_back(suspect->measured);
    core::RunResult result;
    for (const auto& measured : cases) {
        core::Suite suite = request.like;
        suite.cases = {measured};
        suite.roles.clear();
        for (const auto* suspect : request.suspects)
            if (suspect->measured == measured &&
                std::find(suite.roles.begin(), suite.roles.end(), suspect->role) == suite.roles.end())
                suite.roles.push_back(suspect->role);
        suite.sessions = request.sessions;
        const auto wanted = [&](const core::Case& of, const core::Program& program) {
            return is_suspect(request.suspects, of, program);
        };
        const auto found =
            probe_candidates(request.catalog.contenders, suite.cases, wanted, measuring.interrupt());
        suite.budget_s =
            seconds_for(suite, request.sessions, request.suspects.size() * suite.roles.size() + 2);
        auto run = measuring.request(suite, found, request.seed);
        run.wanted = wanted;
        merge(result, run::run_suite(run));
    }
    measuring.progress().finish();
    return result;
}

Result<void> check_same_programs(const core::RunResult& result, const core::RunResult& fresh) {
    for (const auto& [name, hash] : fresh.machine.recorded) {
        if (!name.starts_with("sha256 ")) continue;
        const auto before = result.machine.recorded.find(name);
        if (before != result.machine.recorded.end() && before->second != hash)
            return make_error(
                Trouble::usage,
                "the suspicion cannot be confirmed here: {} is another program than the one that was "
                "measured; measure again with this build",
                name.substr(std::string_view("sha256 ").size()));
    }
    return {};
}

} // namespace tare::cli
