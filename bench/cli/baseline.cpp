#include "bench/cli/baseline.hpp"

#include "bench/cli/baselines.hpp"
#include "bench/cli/suggest.hpp"
#include "bench/cli/tool_facts.hpp"
#include "bench/compare/judge.hpp"
#include "bench/core/verdict.hpp"
#include "bench/report/console.hpp"
#include "bench/report/grid.hpp"
#include "bench/run/machine.hpp"
#include "bench/store/baseline_folder.hpp"
#include "bench/store/result_file.hpp"

#include <algorithm>
#include <cstdio>

namespace tare::cli {
namespace {

/// Why this result cannot be what others are held against, or nothing.
Result<void> check_worthy(const core::RunResult& result, const std::string& name) {
    const auto wrong = [&](std::string_view why) {
        return make_error(Trouble::usage, "{} cannot be a baseline: {}", name, why);
    };
    if (result.run.partial) return wrong("the run was interrupted, and cases or sessions are missing");
    bool any = false;
    for (const auto& cell : result.cells) {
        const auto row = core::row_name(cell.measured, cell.role, cell.subject);
        if (cell.status == core::Status::invalid)
            return wrong(fmt::format("{} is invalid: {}", row, cell.reason));
        if (cell.status != core::Status::ok) continue;
        any = true;
        if (static_cast<int>(cell.sessions.size()) < compare::kLeastSessions)
            return wrong(fmt::format("{} has {} session{}, and it takes {} to know how sessions differ", row,
                                     cell.sessions.size(), cell.sessions.size() == 1 ? "" : "s",
                                     compare::kLeastSessions));
    }
    if (!any) return wrong("nothing in it was measured");
    return {};
}

Result<int> save(const BaselineOptions& options, const World& world) {
    const auto result = read_judgeable(options.result);
    if (!result) return result.error();
    if (const auto worthy = check_worthy(*result, options.result.string()); !worthy) return worthy.error();
    const auto& suite = options.suite.empty() ? result->run.suite : options.suite;
    const auto file = store::baseline_file(baselines_root(options.root, world), result->machine.key, suite);
    if (!file) return file.error();
    if (const auto saved = store::save_baseline(*file, *result, options.force); !saved) return saved.error();
    fmt::print("{}\n", file->string());
    return kFine;
}

/// Of this machine as a run would find it.
std::string own_key(bool host_network) {
    // The network is part of the key; a run of ours makes a private one unless it cannot or is told not to.
    return run::machine_of_a_run(host_network ? "host loopback" : "private namespace", tool_facts()).key;
}

std::string count(std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

Result<int> list(const BaselineOptions& options, const World& world) {
    const auto root = baselines_root(options.root, world);
    const auto found = store::list_baselines(root);
    if (found.empty()) {
        fmt::print(stderr, "there are no baselines in {}; tare baseline save RESULT makes one\n",
                   root.string());
        return kFine;
    }
    const std::string key = own_key(options.host_network);
    report::Grid grid;
    for (const char* heading : {"hardware key", "suite", "measured", "tare", "what", "machine"})
        grid.columns.push_back({heading, report::Align::left, grid.columns.empty() ? 1 : 2});
    for (const auto& entry : found) {
        const auto result = read_judgeable(entry.file);
        report::GridRow row;
        row.cells = {{entry.key + (entry.key == key ? " *" : "")}, {entry.suite}};
        if (result) {
            std::size_t sessions = 0;
            for (const auto& cell : result->cells) sessions = std::max(sessions, cell.sessions.size());
            row.cells.insert(row.cells.end(),
                             {{result->run.started_utc.substr(0, 10)},
                              {result->tare.revision.substr(0, 10)},
                              {count(result->cells.size(), "row") + ", " + count(sessions, "session")},
                              {result->machine.cpu_name}});
        } else {
            row.cells.push_back({"cannot be used: " + result.error().message, report::Style::bad});
        }
        grid.rows.push_back(std::move(row));
    }
    std::fputs(report::grid_text(grid, world.out).c_str(), stdout);
    if (std::any_of(found.begin(), found.end(), [&](const auto& entry) { return entry.key == key; }))
        fmt::print(" * this machine, as it is now\n");
    return kFine;
}

Result<int> show(const BaselineOptions& options, const World& world) {
    const auto root = baselines_root(options.root, world);
    const std::string key = options.key.empty() ? own_key(options.host_network) : options.key;
    const std::string suite = options.suite.empty() ? "quick" : options.suite;
    const auto baseline = find_baseline(root, key, suite);
    if (!baseline) return baseline.error();
    if (!*baseline)
        return make_error(Trouble::usage,
                          "there is no baseline of suite \"{}\" for the hardware key {} in {}; "
                          "tare baseline list shows what there is",
                          suite, key, root.string());
    if (options.json) {
        fmt::print("{}", store::to_json((*baseline)->result));
    } else {
        fmt::print("{}", report::console_table((*baseline)->result, world.out));
        fmt::print(stderr, "baseline: {}\n", (*baseline)->file.string());
    }
    return kFine;
}

} // namespace

CLI::App& add_baseline(CLI::App& app, BaselineOptions& options) {
    auto& verb = *app.add_subcommand("baseline", "Keep a result, to hold later ones against it");
    verb.require_subcommand(0, 1);
    verb.fallthrough();
    verb.add_option("--baselines", options.root, "Where they are [results/baselines of the tree]")
        ->type_name("FOLDER");
    verb.add_flag("--host-network", options.host_network, "This machine as it is on the host's loopback");

    const auto action = [&](const char* name, const char* about, BaselineAction chosen) {
        return verb.add_subcommand(name, about)->callback([&options, chosen] { options.action = chosen; });
    };
    CLI::App* kept = action("save", "Keep RESULT for its hardware and suite", BaselineAction::save);
    kept->add_option("RESULT", options.result, "A result.json, or the folder of a run")->required();
    kept->add_option("--suite", options.suite, "File it under this name [the run's suite]")
        ->type_name("NAME");
    kept->add_flag("--force", options.force, "Replace the one that is there");

    action("list", "What is kept, and which is for this machine", BaselineAction::list);

    CLI::App* shown = action("show", "The table of one that is kept", BaselineAction::show);
    shown->add_option("SUITE", options.suite, "Of this suite [quick]");
    shown->add_option("--key", options.key, "Of this hardware [this machine's]")->type_name("KEY");
    shown->add_flag("--json", options.json, "The result on stdout instead of the table");
    return verb;
}

Result<int> baseline_verb(const BaselineOptions& options, const World& world) {
    switch (options.action) {
    case BaselineAction::save:
        return save(options, world);
    case BaselineAction::list:
        return list(options, world);
    case BaselineAction::show:
        return show(options, world);
    case BaselineAction::none:
        break;
    }
    return make_error(Trouble::usage, "baseline: say save, list or show; see tare baseline --help");
}

} // namespace tare::cli
