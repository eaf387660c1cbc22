#include "bench/cli/check.hpp"

#include "bench/check/check.hpp"
#include "bench/cli/catalog.hpp"
#include "bench/run/interrupt.hpp"
#include "bench/run/temporary_folder.hpp"

#include <algorithm>
#include <cstdio>

namespace tare::cli {
namespace {

bool was_checked(const check::CheckReport& report) {
    return std::any_of(report.items.begin(), report.items.end(),
                       [](const check::CheckItem& item) { return item.status != check::Status::skip; });
}

int exit_code(const std::vector<check::CheckReport>& reports, const Catalog& catalog) {
    if (std::any_of(reports.begin(), reports.end(), [](const auto& report) { return report.failed(); })) {
        return kFailed;
    }
    if (!catalog.malformed.empty()) return kUsage;
    return std::any_of(reports.begin(), reports.end(), was_checked) ? kFine : kCannotRunHere;
}

} // namespace

CLI::App& add_check(CLI::App& app, CheckOptions& options) {
    CLI::App& verb = *app.add_subcommand("check", "Conformance of contenders: RFC 6455 and the contract");
    verb.add_option("contenders", options.contenders, "NAME or NAME:VARIANT with *; all where none is named")
        ->type_name("CONTENDER");
    verb.add_option("--side", options.side, "Only servers, or only clients")
        ->check(CLI::IsMember({"server", "client"}))
        ->type_name("server|client");
    auto* all = verb.add_flag("--all", options.all, "Show what passed and what was skipped, too");
    verb.add_flag("--json", options.json, "Every item as JSON")->excludes(all);
    return verb;
}

Result<int> check_verb(const CheckOptions& options, const World& world) {
    const auto catalog = load_catalog(world);
    if (!catalog) return catalog.error();
    const auto contenders = contenders_named(*catalog, options.contenders, options.side);
    if (!contenders) return contenders.error();
    const auto folder = run::TemporaryFolder::make();
    if (!folder) return folder.error();
    auto setup = check::make_setup(world.home / "contract" / "vectors", folder->path());
    if (!setup) return setup.error();
    const run::Interrupt interrupt;
    setup->interrupt = &interrupt;

    std::vector<check::CheckReport> reports;
    for (const core::Contender& contender : *contenders) {
        for (const core::Variant& variant : contender.variants) {
            auto report = check::check(contender, variant, *setup);
            if (!report) return report.error();
            if (!options.json) {
                std::fputs(check::to_text(*report, options.all).c_str(), stdout);
                std::fflush(stdout);
            }
            reports.push_back(std::move(*report));
        }
    }
    if (options.json) std::puts(check::to_json(reports).c_str());
    warn_of_malformed(*catalog, world);
    return exit_code(reports, *catalog);
}

} // namespace tare::cli
