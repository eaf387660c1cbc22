#include "bench/cli/list.hpp"

#include "bench/cli/catalog.hpp"
#include "bench/cli/process_facts.hpp"
#include "bench/report/ctest_script.hpp"
#include "bench/report/list.hpp"
#include "bench/store/list_json.hpp"

#include <cstdio>

namespace tare::cli {

CLI::App& add_list(CLI::App& app, ListOptions& options) {
    CLI::App& verb = *app.add_subcommand("list", "Cases and contenders, available or why not");
    verb.add_option("--suite", options.suite, "Only this suite")->type_name("NAME");
    verb.add_option("--contender", options.contenders,
                    "Only these contenders, as NAME or NAME:VARIANT with *; repeatable")
        ->type_name("GLOB")
        ->allow_extra_args(false);
    auto* json = verb.add_flag("--json", options.json, "As JSON");
    verb.add_option("--ctest", options.ctest,
                    "As the script that registers each case with CTest; the tests write below DIR")
        ->type_name("DIR")
        ->excludes(json);
    return verb;
}

Result<int> list_verb(const ListOptions& options, const World& world) {
    const auto catalog = load_catalog(world);
    if (!catalog) return catalog.error();
    const auto suites = suites_named(*catalog, options.suite);
    if (!suites) return suites.error();

    if (!options.ctest.empty()) {
        // Contenders are looked at when a test runs: a malformed one must not break the build that asks for
        // this.
        const report::CtestPaths paths{.tare = executable_path(),
                                       .results = std::filesystem::absolute(options.ctest)};
        std::fputs(report::ctest_script(*suites, paths).c_str(), stdout);
        return kFine;
    }

    const auto contenders = contenders_named(*catalog, options.contenders);
    if (!contenders) return contenders.error();
    const auto listings = probe_all(*contenders);
    const std::string text = options.json ? store::list_to_json(*suites, listings)
                                          : report::list_text(*suites, listings, world.out);
    std::fputs(text.c_str(), stdout);
    warn_of_malformed(*catalog, world);
    return catalog->malformed.empty() ? kFine : kUsage;
}

} // namespace tare::cli
