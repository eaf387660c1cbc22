#include "bench/cli/run.hpp"

#include "bench/cli/catalog.hpp"
#include "bench/cli/judge_run.hpp"
#include "bench/cli/measuring.hpp"
#include "bench/cli/selection.hpp"
#include "bench/report/console.hpp"
#include "bench/report/ctest_tags.hpp"
#include "bench/report/explanation.hpp"
#include "bench/report/goal_table.hpp"
#include "bench/stats/goals.hpp"
#include "bench/store/result_file.hpp"
#include "bench/store/samples_file.hpp"

#include <fmt/chrono.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

namespace tare::cli {
namespace {

constexpr const char* kUsualSuite = "quick";

Result<core::Suite> suite_to_run(const RunOptions& options, const Catalog& catalog) {
    auto suite =
        select_suite(catalog.suites, options.suite.empty() ? kUsualSuite : options.suite, options.cases);
    if (!suite) return suite.error();
    if (!options.roles.empty()) {
        suite->roles.clear();
        for (const auto& word : options.roles) {
            const auto role = core::parse_role(word);
            if (!role) return in_context("--role", role.error());
            suite->roles.push_back(*role);
        }
    }
    if (!options.placement.empty()) {
        const auto placement = core::parse_placement(options.placement);
        if (!placement) return in_context("--placement", placement.error());
        place(*suite, *placement);
    }
    if (!options.budget.empty()) {
        const auto budget = parse_duration(options.budget);
        if (!budget) return in_context("--budget", budget.error());
        suite->budget_s = *budget;
    }
    if (options.sessions > 0) suite->sessions = options.sessions;
    for (const auto& measured : suite->cases)
        if (const auto fine = core::check_case(measured); !fine)
            return in_context(core::case_id(measured), fine.error());
    return suite;
}

/// 20261120T203900Z-0123456789abcdef: sorts by time, and says on which kind of machine.
std::string run_name(const std::string& key) {
    const std::time_t now = std::time(nullptr);
    return fmt::format("{:%Y%m%dT%H%M%SZ}-{}", fmt::gmtime(now), key);
}

/// Where the result goes: made before anything is measured, so that a folder that cannot be written costs no
/// run.
Result<std::filesystem::path> result_folder(const RunOptions& options, const World& world,
                                            const std::string& key) {
    namespace fs = std::filesystem;
    fs::path folder = options.out.empty() ? world.bin.parent_path().parent_path() / "results" : options.out;
    // A test always has the same --out, and its earlier results are results too.
    if (options.out.empty() || options.ctest) folder /= run_name(key);
    std::error_code code;
    if (fs::exists(folder / "result.json", code))
        return make_error(
            Trouble::usage,
            "{} holds a result already, and results are never overwritten; name another folder with --out",
            folder.string());
    fs::create_directories(folder, code);
    if (code)
        return make_error(Trouble::usage,
                          "cannot make the folder {} for the result: {}; name another with --out",
                          folder.string(), code.message());
    if (::access(folder.c_str(), W_OK) != 0)
        return make_error(Trouble::usage, "cannot write to the folder {}; name another with --out",
                          folder.string());
    return folder;
}

/// The raw blocks are a help, not the result: where they cannot be written that is said, and the run goes on.
void keep_samples(store::SamplesFile& file, const std::vector<plan::Candidate>& candidates,
                  const core::Case& measured, const plan::CasePlan& plan,
                  const std::vector<run::ArmRecord>& records, report::Progress& progress) {
    for (std::size_t arm = 0; arm < records.size(); ++arm) {
        const auto server = candidates[plan.arms[arm].server].program();
        const auto client = candidates[plan.arms[arm].client].program();
        for (const auto& session : records[arm].samples.sessions)
            if (const auto kept = file.append(measured, server, client, session); !kept)
                return progress.note(kept.error().message);
    }
}

int exit_code(const core::RunResult& result) {
    const auto has = [&](core::Status status) {
        return std::any_of(result.cells.begin(), result.cells.end(),
                           [&](const auto& cell) { return cell.status == status; });
    };
    if (result.run.partial) return kInterrupted;
    if (has(core::Status::invalid)) return kFailed;
    if (has(core::Status::ok)) return kFine;
    return kCannotRunHere;
}

} // namespace

CLI::App& add_run(CLI::App& app, RunOptions& options) {
    auto& verb = *app.add_subcommand("run", "Measure a suite or some cases, show the table, keep the result");
    verb.add_option("CASE", options.cases,
                    "Case ids (see `tare list`); any size can be named, such as echo-4096");
    verb.add_option("--suite", options.suite, "Suite to run [quick]")->type_name("NAME");
    verb.add_option("--contender", options.contenders,
                    "Contenders that match NAME or NAME:VARIANT instead of the suite's; * and ? are wild")
        ->type_name("GLOB");
    verb.add_option("--role", options.roles, "server, client or pair instead of the suite's roles")
        ->delimiter(',')
        ->type_name("ROLE");
    verb.add_option("--placement", options.placement, "same, split, smt or numa instead of the cases' own")
        ->type_name("PLACEMENT");
    verb.add_option("--budget", options.budget, "Time to measure, such as 90s or 3m, instead of the suite's")
        ->type_name("TIME");
    verb.add_option("--sessions", options.sessions,
                    "Fresh processes this many times instead of the suite's number")
        ->check(CLI::Range(1, 1000))
        ->type_name("N");
    verb.add_option("--seed", options.seed, "Of the order of blocks and of the payload [drawn]")
        ->type_name("N");
    verb.add_option("--out", options.out, "Folder for the result [build/results/<UTC>-<hardware key>]")
        ->type_name("FOLDER");
    verb.add_flag("--host-network", options.host_network, "Stay on the host's loopback");
    verb.add_flag(
        "--explain", options.explain,
        "Say of each row what a message is made of: system calls by name, user and kernel, and what differs "
        "from the floor");
    verb.add_flag("--json", options.json, "The result on stdout instead of the table");
    verb.add_flag(
        "--ctest", options.ctest,
        "Take the cores that CTest hands out, print its measurement tags; a new folder below --out");
    verb.add_flag("--judge", options.judge,
                  "Hold the result against this hardware's baseline and exit 1 on a confirmed regression");
    verb.add_option("--baselines", options.baselines,
                    "With --judge: where baselines are [results/baselines of the tree]")
        ->type_name("FOLDER");
    return verb;
}

Result<int> run_verb(const RunOptions& options, const World& world) {
    const auto catalog = load_catalog(world);
    if (!catalog) return catalog.error();
    const auto suite = suite_to_run(options, *catalog);
    if (!suite) return suite.error();
    std::vector<int> offered;
    if (options.ctest) {
        auto cores = hw::cores_from_ctest_environment(world.environment);
        if (!cores) return cores.error();
        offered = std::move(*cores);
    }
    auto measuring = Measuring::set_up(world, options.host_network, std::move(offered));
    if (!measuring) return measuring.error();
    for (const auto& error : catalog->malformed) (*measuring)->warn("left out: " + error.message);
    const auto folder = result_folder(options, world, (*measuring)->machine().key);
    if (!folder) return folder.error();
    if (const auto named = contenders_named(*catalog, options.contenders); !named) return named.error();
    const auto wanted = [&](const core::Case& measured, const core::Program& program) {
        return wants_program(*suite, options.contenders, measured, program);
    };
    const auto found = probe_candidates(catalog->contenders, suite->cases, wanted, (*measuring)->interrupt());

    report::Progress& progress = (*measuring)->progress();
    store::SamplesFile samples(*folder / "blocks.jsonl");
    auto request =
        (*measuring)->request(*suite, found, options.seed ? *options.seed : std::random_device{}());
    request.wanted = wanted;
    request.explain = options.explain;
    request.keep_samples = [&](const core::Case& measured, const plan::CasePlan& plan,
                               const std::vector<run::ArmRecord>& records) {
        keep_samples(samples, found, measured, plan, records, progress);
    };
    const auto result = run::run_suite(request);
    progress.finish();

    const auto path = *folder / "result.json";
    const auto written = store::write_result(path, result);
    if (options.json) {
        fmt::print("{}", store::to_json(result));
    } else {
        fmt::print("{}{}{}", report::console_table(result, world.out), report::explanation(result, world.out),
                   report::goal_table(stats::read_goals(suite->goals, result.cells), world.out));
    }
    if (options.ctest) fmt::print("{}", report::ctest_tags(result));
    std::fflush(stdout); // where both go to one file, the table comes first
    // Only now: a full disk must not cost the table as well.
    if (!written) return written.error();
    fmt::print(stderr, "{}result: {}\n", result.run.partial ? "interrupted; partial " : "", path.string());
    const int code = exit_code(result);
    if (!options.judge || code != kFine) return code;
    return judge_run(**measuring,
                     {result, *catalog, *suite, options.baselines, *folder, request.seed + 1, options.ctest},
                     world);
}

} // namespace tare::cli
