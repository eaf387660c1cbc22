#include "bench/cli/compare.hpp"

#include "bench/cli/baselines.hpp"
#include "bench/cli/remeasure.hpp"
#include "bench/cli/selection.hpp"
#include "bench/compare/compare.hpp"
#include "bench/report/verdicts.hpp"
#include "bench/store/baseline_folder.hpp"
#include "bench/store/comparison_json.hpp"
#include "bench/store/result_file.hpp"
#include "hw/detect.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <random>

namespace tare::cli {
namespace {

namespace fs = std::filesystem;

core::Compared described(const core::RunResult& result, const std::string& name) {
    return {name, result.machine.key, result.run.started_utc, result.tare.revision};
}

bool same_run(const core::RunResult& a, const core::RunResult& b) {
    return a.run.started_utc == b.run.started_utc && a.run.seed == b.run.seed &&
           a.machine.key == b.machine.key;
}

Error refuse_keys(const core::RunResult& base, const core::RunResult& now, const std::string& base_name,
                  const std::string& now_name) {
    return make_error(
        Trouble::usage,
        "{} and {} cannot be compared, since their hardware keys differ in: {}; --force compares them "
        "all the same",
        base_name, now_name,
        core::to_string(compare::key_differences(base.machine.keyed, now.machine.keyed)));
}

/// What a reader should know although it decides nothing.
std::vector<std::string> warnings_about(const core::RunResult& base, const core::RunResult& now) {
    std::vector<std::string> warnings;
    if (base.run.started_utc > now.run.started_utc)
        warnings.emplace_back("the base was measured after the new one");
    for (const auto* result : {&base, &now})
        if (result->run.partial)
            warnings.push_back(fmt::format("the {} run was interrupted: cases or sessions are missing",
                                           result == &base ? "base" : "new"));
    for (const auto& change : hw::changed_facts(base.machine, now.machine))
        if (!change.keyed && !change.name.starts_with("sha256 ") && !change.before.empty() &&
            !change.after.empty())
            warnings.push_back(fmt::format("{} was {}, is {}", change.name, change.before, change.after));
    return warnings;
}

/// The suite that a result was measured with, for its block length and rounds.
core::Suite suite_like(const core::RunResult& result) {
    core::Suite suite;
    suite.name = result.run.suite;
    suite.rounds = std::clamp(result.run.rounds, 10, 240);
    suite.block_ms = std::clamp<std::int64_t>(static_cast<std::int64_t>(result.run.block_ms), 10, 50);
    return suite;
}

Result<void> confirm_live(core::Comparison& comparison, const core::RunResult& base,
                          const core::RunResult& now, const CompareOptions& options, const World& world) {
    const auto suspects = compare::suspects(comparison);
    if (suspects.empty()) return {};
    const auto catalog = load_catalog(world);
    if (!catalog) return catalog.error();
    auto measuring = Measuring::set_up(world, options.host_network, {});
    if (!measuring) return measuring.error();
    if ((*measuring)->machine().key != now.machine.key)
        return make_error(Trouble::usage,
                          "the suspicion cannot be confirmed here: this is not the hardware that the "
                          "result was measured on (key {}, this is {})",
                          now.machine.key, (*measuring)->machine().key);
    const auto seed = options.seed ? *options.seed : std::random_device{}();
    const auto fresh =
        remeasure(**measuring, {*catalog, suite_like(now), suspects, options.confirming, seed});
    if (!fresh) return fresh.error();
    if (const auto same = check_same_programs(now, *fresh); !same) return same.error();
    compare::confirm(comparison, base, *fresh);
    if (options.out.empty()) return {};
    std::error_code code;
    fs::create_directories(options.out, code);
    return store::write_result(options.out / "result.json", *fresh);
}

/// The one result's baseline; a sentence on stderr and an empty base where there is none.
Result<Baseline> baseline_of(const core::RunResult& now, const std::string& name,
                             const CompareOptions& options, const World& world) {
    const auto root = baselines_root(options.baselines, world);
    auto found = find_baseline(root, now.machine.key, now.run.suite);
    if (!found) return found.error();
    if (*found) return std::move(**found);
    std::size_t others = 0;
    for (const auto& entry : store::list_baselines(root)) others += entry.suite == now.run.suite ? 1 : 0;
    std::string more = others == 0 ? "" : fmt::format(" (there are {} for other hardware)", others);
    fmt::print(stderr,
               "there is no baseline of suite \"{}\" for the hardware key {} in {}{}; tare baseline save {} "
               "keeps this "
               "result as one\n",
               now.run.suite, now.machine.key, root.string(), more, name);
    Baseline none;
    none.result.machine = now.machine;
    return none;
}

Result<int> compare_results(const CompareOptions& options, const World& world) {
    const std::string now_name = options.what.back();
    const auto now = read_judgeable(now_name);
    if (!now) return now.error();
    Baseline base;
    std::string base_name;
    if (options.what.size() == 2) {
        auto read = read_judgeable(options.what.front());
        if (!read) return read.error();
        base.result = std::move(*read);
        base_name = options.what.front();
        if (same_run(base.result, *now))
            return make_error(Trouble::usage,
                              "{} and {} are the same run, and it cannot be held against itself", base_name,
                              now_name);
    } else {
        auto found = baseline_of(*now, now_name, options, world);
        if (!found) return found.error();
        base = std::move(*found);
        base_name = base.file.empty() ? "no baseline" : base.file.string();
    }
    const bool keys_differ = base.result.machine.key != now->machine.key;
    if (keys_differ && !options.force) return refuse_keys(base.result, *now, base_name, now_name);

    auto comparison = compare::compare(base.result, *now);
    comparison.base = described(base.result, base_name);
    comparison.now = described(*now, now_name);
    comparison.warnings = warnings_about(base.result, *now);
    if (keys_differ)
        comparison.key_differs = compare::key_differences(base.result.machine.keyed, now->machine.keyed);
    if (options.confirm)
        if (const auto done = confirm_live(comparison, base.result, *now, options, world); !done)
            return done.error();
    print_comparison(comparison, options.json, world);
    if (!compare::suspects(comparison).empty() && !options.confirm)
        fmt::print(stderr, "a suspicion is settled by fresh sessions: tare compare {} --confirm\n",
                   fmt::join(options.what, " "));
    return exit_code_of(core::outcome_of(comparison));
}

} // namespace

int exit_code_of(core::Outcome outcome) {
    switch (outcome) {
    case core::Outcome::passed:
        return kFine;
    case core::Outcome::regressed:
        return kFailed;
    case core::Outcome::open:
    case core::Outcome::unjudged:
        break;
    }
    return kNothingMeasured;
}

void print_comparison(const core::Comparison& comparison, bool json, const World& world) {
    std::fputs(
        (json ? store::comparison_to_json(comparison) : report::verdict_table(comparison, world.out)).c_str(),
        stdout);
    std::fflush(stdout);
}

CLI::App& add_compare(CLI::App& app, CompareOptions& options) {
    auto& verb = *app.add_subcommand(
        "compare",
        "Two results, a result and its baseline, or two builds: what regressed, and how sure that is");
    verb.add_option("WHAT", options.what,
                    "RESULT against its hardware's baseline; BASE NEW: two results; with --build: case ids");
    verb.add_option(
            "--build", options.builds,
            "A build's folder, with bin/; given twice, A then B: both are measured in the same rounds")
        ->type_name("FOLDER")
        ->allow_extra_args(false);
    verb.add_option("--relinked", options.relinked,
                    "With --build: B linked anew; hits that it turns round are layout-suspect")
        ->type_name("FOLDER");
    verb.add_option("--suite", options.suite, "With --build: the cases of this suite [quick]")
        ->type_name("NAME");
    verb.add_option("--contender", options.contenders,
                    "With --build: only NAME or NAME:VARIANT; * and ? are wild")
        ->type_name("GLOB")
        ->allow_extra_args(false);
    verb.add_option("--budget", options.budget,
                    "With --build: time for the screen, such as 90s or 3m, instead of what it needs")
        ->type_name("TIME");
    verb.add_option("--sessions", options.sessions,
                    "With --build: fresh processes this many times for the screen [twice the suite's, of "
                    "half the rounds]")
        ->check(CLI::Range(3, 1000))
        ->type_name("N");
    verb.add_option("--confirming", options.confirming, "Fresh sessions that settle a suspicion [10]")
        ->check(CLI::Range(10, 1000))
        ->type_name("N");
    verb.add_option("--seed", options.seed, "Of the order of blocks [drawn]")->type_name("N");
    verb.add_option("--baselines", options.baselines, "Where baselines are [results/baselines of the tree]")
        ->type_name("FOLDER");
    verb.add_option("--out", options.out, "Keep the fresh measurement in this folder")->type_name("FOLDER");
    verb.add_flag("--confirm", options.confirm,
                  "Measure suspects again, here, with the contenders of this build");
    verb.add_flag("--force", options.force, "Compare results of different hardware all the same");
    verb.add_flag("--host-network", options.host_network, "Stay on the host's loopback when measuring");
    verb.add_flag("--json", options.json, "As JSON (docs/compare.md)");
    return verb;
}

Result<int> compare_verb(const CompareOptions& options, const World& world) {
    if (!options.builds.empty()) {
        if (options.builds.size() != 2)
            return make_error(Trouble::usage, "compare: --build is given twice, A then B, not {} time{}",
                              options.builds.size(), options.builds.size() == 1 ? "" : "s");
        return compare_builds(options, world);
    }
    if (!options.relinked.empty() || !options.budget.empty())
        return make_error(Trouble::usage, "compare: {} goes with --build A --build B",
                          options.relinked.empty() ? "--budget" : "--relinked");
    if (options.what.empty() || options.what.size() > 2)
        return make_error(
            Trouble::usage,
            "compare: expected a result, or two, or two --build, got {} results; see tare compare --help",
            options.what.size());
    return compare_results(options, world);
}

} // namespace tare::cli
