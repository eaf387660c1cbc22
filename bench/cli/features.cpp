#include "bench/cli/features.hpp"

#include "bench/cli/catalog.hpp"
#include "bench/cli/process_facts.hpp"
#include "bench/cli/tool_facts.hpp"
#include "bench/features/features.hpp"
#include "bench/report/features.hpp"
#include "bench/report/progress.hpp"
#include "bench/run/interrupt.hpp"
#include "bench/run/temporary_folder.hpp"
#include "bench/store/features_json.hpp"
#include "hw/detect.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace tare::cli {
namespace {

core::FeatureTable empty_table() {
    const core::ToolFacts tool = tool_facts();
    const hw::Machine machine = hw::detect_this_machine();
    core::FeatureTable table;
    table.started_utc = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
    table.tare = fmt::format("tare {} ({}{})", tool.version, tool.revision.substr(0, 10),
                             tool.dirty ? ", modified" : "");
    table.cpu_name = machine.cpu_name;
    table.cpus = static_cast<int>(
        std::count_if(machine.cpus.begin(), machine.cpus.end(), [](const auto& cpu) { return cpu.online; }));
    table.load_average = load_average();
    return table;
}

/// Every variant, one after the other: two at once would disturb each other's times.
void probe_into(core::FeatureTable& table, const std::vector<core::Contender>& contenders,
                const features::Setup& setup, report::Progress& progress) {
    double all = 0, done = 0;
    for (const core::Contender& contender : contenders) all += static_cast<double>(contender.variants.size());
    progress.begin(0, "");
    for (const core::Contender& contender : contenders) {
        for (const core::Variant& variant : contender.variants) {
            if (setup.check.interrupt->raised()) return;
            progress.advance(done++ / all, fmt::format("{} {} {}", contender.name, variant.name,
                                                       core::to_string(contender.side)));
            table.reports.push_back(features::probe_features(contender, variant, setup));
        }
    }
}

int exit_code(const core::FeatureTable& table, const Catalog& catalog) {
    const auto any = [&](auto&& holds) {
        return std::any_of(table.reports.begin(), table.reports.end(), holds);
    };
    if (table.partial) return kInterrupted;
    if (any([](const core::FeatureReport& report) { return core::has_mismatch(report); })) return kFailed;
    if (!catalog.malformed.empty()) return kUsage;
    return any([](const core::FeatureReport& report) { return report.availability.available; })
               ? kFine
               : kCannotRunHere;
}

} // namespace

CLI::App& add_features(CLI::App& app, FeaturesOptions& options) {
    CLI::App& verb = *app.add_subcommand(
        "features", "What contenders can do and need, seen by asking them; mismatches with contender.json");
    verb.add_option("contenders", options.contenders, "NAME or NAME:VARIANT with *; all where none is named")
        ->type_name("CONTENDER");
    verb.add_option("--side", options.side, "Only servers, or only clients")
        ->check(CLI::IsMember({"server", "client"}))
        ->type_name("server|client");
    verb.add_flag("--json", options.json, "Every cell as JSON");
    return verb;
}

Result<int> features_verb(const FeaturesOptions& options, const World& world) {
    const auto catalog = load_catalog(world);
    if (!catalog) return catalog.error();
    const auto contenders = contenders_named(*catalog, options.contenders, options.side);
    if (!contenders) return contenders.error();
    const auto folder = run::TemporaryFolder::make();
    if (!folder) return folder.error();
    auto setup = features::make_setup(world.home / "contract" / "vectors", folder->path());
    if (!setup) return setup.error();
    const run::Interrupt interrupt;
    setup->check.interrupt = &interrupt;

    core::FeatureTable table = empty_table();
    {
        report::Progress progress(stderr, world.err);
        probe_into(table, *contenders, *setup, progress);
    }
    table.partial = interrupt.raised();
    std::fputs(
        (options.json ? store::features_to_json(table) : report::features_text(table, world.out)).c_str(),
        stdout);
    std::fflush(stdout);
    warn_of_malformed(*catalog, world);
    return exit_code(table, *catalog);
}

} // namespace tare::cli
