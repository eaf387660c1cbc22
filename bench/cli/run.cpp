#include "bench/cli/run.hpp"

#include "bench/cli/catalog.hpp"
#include "bench/cli/selection.hpp"
#include "bench/cli/tool_facts.hpp"
#include "bench/report/console.hpp"
#include "bench/report/ctest_tags.hpp"
#include "bench/report/goal_table.hpp"
#include "bench/report/progress.hpp"
#include "bench/run/certificate.hpp"
#include "bench/run/interrupt.hpp"
#include "bench/run/machine.hpp"
#include "bench/run/probe.hpp"
#include "bench/run/quiet_network.hpp"
#include "bench/run/run_suite.hpp"
#include "bench/run/temporary_folder.hpp"
#include "bench/stats/goals.hpp"
#include "bench/store/result_file.hpp"
#include "bench/store/samples_file.hpp"

#include <fmt/chrono.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>
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

bool is_reference(const core::Program& program) {
    return std::find(plan::kReferenceEnds.begin(), plan::kReferenceEnds.end(), program) !=
           plan::kReferenceEnds.end();
}

/// Probes what this run can need: what was asked for, the floor and the reference ends.
Result<std::vector<plan::Candidate>> candidates(const RunOptions& options, const core::Suite& suite,
                                                const Catalog& catalog, const run::Interrupt& interrupt) {
    if (const auto named = contenders_named(catalog, options.contenders); !named) return named.error();
    std::vector<run::Probed> wanted;
    for (const auto& contender : catalog.contenders) {
        for (const auto& variant : contender.variants) {
            const core::Program program{contender.name, variant.name};
            const auto in_case = [&](const core::Case& measured) {
                return wants_program(suite, options.contenders, measured, program);
            };
            if (contender.is_floor || is_reference(program) ||
                std::any_of(suite.cases.begin(), suite.cases.end(), in_case))
                wanted.push_back({&contender, &variant});
        }
    }
    auto answers = run::probe(wanted, &interrupt);
    std::vector<plan::Candidate> found;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        found.push_back({wanted[i].contender, wanted[i].variant, std::move(answers[i])});
    return found;
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

/// The network the ends run in, in words; why it is not the private one goes to `warnings`.
std::string choose_network(bool host, std::vector<std::string>& warnings) {
    constexpr const char* kHost = "host loopback";
    if (host) return kHost;
    const auto quiet = run::enter_quiet_network();
    if (quiet) return "private namespace";
    warnings.push_back(
        fmt::format("measured on the host's loopback: no private network namespace could be made ({})",
                    quiet.error().message));
    return kHost;
}

class Watcher final : public run::Observer {
  public:
    explicit Watcher(report::Progress& progress) : progress_(progress) {}
    void planned(double seconds) override { progress_.begin(seconds); }
    void progress(double done, std::string_view label) override { progress_.advance(done, label); }
    void note(std::string_view text) override { progress_.note(text); }

  private:
    report::Progress& progress_;
};

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
    verb.add_flag("--json", options.json, "The result on stdout instead of the table");
    verb.add_flag(
        "--ctest", options.ctest,
        "Take the cores that CTest hands out, print its measurement tags; a new folder below --out");
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
    // Threads would make it impossible to change the namespace: nothing may start one before this.
    std::vector<std::string> warnings;
    for (const auto& error : catalog->malformed) warnings.push_back("left out: " + error.message);
    const std::string network = choose_network(options.host_network, warnings);
    const auto tare = tool_facts();
    const auto machine = run::machine_of_a_run(network, tare);
    const auto folder = result_folder(options, world, machine.key);
    if (!folder) return folder.error();

    const run::Interrupt interrupt;
    auto scratch = run::TemporaryFolder::make();
    if (!scratch) return scratch.error();
    const auto tls = run::make_certificate(scratch->path());
    if (!tls) return tls.error();
    const auto found = candidates(options, *suite, *catalog, interrupt);
    if (!found) return found.error();

    report::Progress progress(std::cerr, world.err, [] {
        return Nanoseconds(std::chrono::steady_clock::now().time_since_epoch());
    });
    Watcher watcher(progress);
    store::SamplesFile samples(*folder / "blocks.jsonl");
    run::SuiteRequest request;
    request.suite = *suite;
    request.candidates = *found;
    request.wanted = [&](const core::Case& measured, const core::Program& program) {
        return wants_program(*suite, options.contenders, measured, program);
    };
    request.seed = options.seed ? *options.seed : std::random_device{}();
    request.network = network;
    request.tare = tare;
    request.machine = machine;
    request.offered_cores = offered;
    request.recording_cost = {(world.bin / "cpp-null-client").string()};
    request.warnings = std::move(warnings);
    request.scratch = scratch->path();
    request.tls = *tls;
    request.keep_samples = [&](const core::Case& measured, const plan::CasePlan& plan,
                               const std::vector<run::ArmRecord>& records) {
        keep_samples(samples, *found, measured, plan, records, progress);
    };
    request.interrupt = &interrupt;
    request.observer = &watcher;
    const auto result = run::run_suite(request);
    progress.finish();

    const auto path = *folder / "result.json";
    const auto written = store::write_result(path, result);
    if (options.json) {
        fmt::print("{}", store::to_json(result));
    } else {
        fmt::print("{}{}", report::console_table(result, world.out),
                   report::goal_table(stats::read_goals(suite->goals, result.cells), world.out));
    }
    if (options.ctest) fmt::print("{}", report::ctest_tags(result));
    std::fflush(stdout); // where both go to one file, the table comes first
    // Only now: a full disk must not cost the table as well.
    if (!written) return written.error();
    fmt::print(stderr, "{}result: {}\n", result.run.partial ? "interrupted; partial " : "", path.string());
    return exit_code(result);
}

} // namespace tare::cli
