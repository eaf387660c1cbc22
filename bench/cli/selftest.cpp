#include "bench/cli/selftest.hpp"

#include "bench/cli/experiment.hpp"
#include "bench/cli/selftest_full.hpp"
#include "bench/cli/selftest_summary.hpp"
#include "bench/selftest/simulate.hpp"

#include <cstdio>
#include <random>

namespace tare::cli {
namespace {

void print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

std::string of_runs(int n, int runs) { return fmt::format("{} of {} ({:.1f} %)", n, runs, 100.0 * n / runs); }

/// Drawn sessions through the whole way to a verdict.
std::string simulated_text(std::uint64_t seed) {
    const selftest::Simulation none{.runs = 1'000, .rows = 20, .effect = 0, .sd = 0.004, .seed = seed};
    auto slower = none;
    slower.runs = 300, slower.effect = 0.02;
    const auto alike = selftest::simulate(none), with_effect = selftest::simulate(slower);
    return fmt::format(
        "simulated, 20 rows, sessions scatter by 0.4 %, baseline 10, new 5, fresh 10, seed {}\n"
        "  no difference: {} runs suspected a row, {} raised an alarm (promised: 1 %)\n"
        "  one row slower by 2.0 %: found in {} runs\n",
        seed, of_runs(alike.suspicious, alike.runs), of_runs(alike.alarmed, alike.runs),
        of_runs(with_effect.found, with_effect.runs));
}

/// What must hold on any machine, however noisy: the machinery, not its precision.
Result<int> judge_machinery(const Experiment& experiment) {
    std::vector<std::string> wrong;
    for (const auto& row : experiment.rows) {
        const auto sessions = row.screen_cpu.size();
        if (sessions == 0) wrong.push_back(fmt::format("{}: no session has both", row.name));
        if (row.name == "again" && row.verdict == core::Verdict::regressed)
            wrong.emplace_back("again: the plain client against itself regressed");
        if (row.name == "twice-1" && row.verdict != core::Verdict::regressed)
            wrong.push_back(fmt::format("twice-1: every round trip made twice, and the verdict is {}",
                                        core::to_string(row.verdict)));
    }
    if (wrong.empty()) {
        print("the machinery works: every arm was measured, doubled work was found, and none where there is "
              "none\n");
        return kFine;
    }
    for (const auto& sentence : wrong) fmt::print(stderr, "wrong: {}\n", sentence);
    return kFailed;
}

Result<int> quick(const SelftestOptions& options, const World& world) {
    const auto seed = options.seed ? *options.seed : std::random_device{}();
    auto measuring = Measuring::set_up(world, options.host_network, {});
    if (!measuring) return measuring.error();
    print(simulated_text(seed));
    const ExperimentPlan plan{core::Case{}, {"twice-1", "twice-10", "twice-50", "spin-1000"}, 5, 10, 15};
    const auto experiment = run_experiment(**measuring, world, plan, seed);
    (*measuring)->progress().finish();
    if (!experiment) return experiment.error();
    print(summary_text(summarize({*experiment})));
    return judge_machinery(*experiment);
}

} // namespace

CLI::App& add_selftest(CLI::App& app, SelftestOptions& options) {
    auto& verb = *app.add_subcommand("selftest",
                                     "Hold the measurer and its verdicts against what is known to be true");
    auto* quick = verb.add_flag("--quick", options.quick, "Does the machinery work; under 3 minutes");
    auto* full = verb.add_flag("--full", options.full,
                               "False alarms, power and recovery; hours, in pieces if need be");
    auto* summary =
        verb.add_flag("--summary", options.summary, "The figures of what a folder holds; measures nothing");
    quick->excludes(full)->excludes(summary);
    full->excludes(summary);
    verb.add_option(
            "--folder", options.folders,
            "With --full and --summary: where the experiments are kept; with --summary several, whose "
            "counts are added up")
        ->type_name("FOLDER")
        ->allow_extra_args(false);
    verb.add_option("--minutes", options.minutes,
                    "With --full: begin no experiment later; called again, it goes on")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    verb.add_option("--experiments", options.experiments, "With --full: of each case or suite, in all [299]")
        ->check(CLI::Range(1, 100'000))
        ->type_name("N");
    verb.add_option("--suite", options.suite,
                    "With --full: instead, this whole suite with each contender against itself")
        ->type_name("NAME");
    verb.add_option("--contender", options.contenders,
                    "With --suite: only NAME or NAME:VARIANT; * and ? are wild")
        ->type_name("GLOB")
        ->allow_extra_args(false);
    verb.add_option(
            "--budget", options.budget,
            "With --full: time for a screen, and as much again for what it suspects [the suite's; of a "
            "case what its rounds need]")
        ->type_name("TIME");
    verb.add_option("--case", options.cases, "With --full: these cases [echo-256, echo-256-split]")
        ->type_name("CASE")
        ->allow_extra_args(false);
    verb.add_option("--injection", options.injections,
                    "With --full: these beside the A/A; none: the A/A alone [twice-100, twice-50, twice-10, "
                    "spin-100, spin-1000]")
        ->type_name("NAME")
        ->allow_extra_args(false);
    verb.add_option("--seed", options.seed, "With --quick: of the simulation and the order of blocks [drawn]")
        ->type_name("N");
    verb.add_flag("--host-network", options.host_network, "Stay on the host's loopback");
    return verb;
}

Result<int> selftest_verb(const SelftestOptions& options, const World& world) {
    if (!options.quick && !options.full && !options.summary)
        return make_error(Trouble::usage,
                          "selftest: say --quick, --full or --summary; see tare selftest --help");
    if (options.quick) return quick(options, world);
    if (options.folders.empty())
        return make_error(Trouble::usage,
                          "selftest: --full and --summary need --folder, where experiments are kept");
    if (options.full && options.folders.size() > 1)
        return make_error(Trouble::usage, "selftest: --full keeps experiments in one --folder, {} were named",
                          options.folders.size());
    if (options.suite.empty() && !options.contenders.empty())
        return make_error(Trouble::usage, "selftest: --contender goes with --full --suite NAME");
    if (!options.suite.empty() && !options.injections.empty())
        return make_error(
            Trouble::usage,
            "selftest: --suite holds each contender against itself; --injection goes with --case");
    return options.full ? selftest_full(options, world) : selftest_summary(options.folders);
}

} // namespace tare::cli
