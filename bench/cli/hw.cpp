#include "bench/cli/hw.hpp"

#include "bench/report/machine_text.hpp"
#include "bench/store/json_text.hpp"
#include "bench/store/machine_json.hpp"
#include "hw/cores.hpp"
#include "hw/detect.hpp"

#include <boost/json.hpp>

#include <cstdio>

namespace tare::cli {
namespace {

namespace json = boost::json;

std::vector<report::PlacementCores> all_placements(const hw::Machine& machine) {
    std::vector<report::PlacementCores> found;
    for (const auto ends : {hw::Ends::same, hw::Ends::split, hw::Ends::smt, hw::Ends::numa})
        found.push_back({ends, hw::choose_cores(machine, ends)});
    return found;
}

json::object to_json(const Result<hw::CoreChoice>& cores) {
    if (!cores) return {{"unavailable", cores.error().message}};
    return {{"server", json::value_from(cores->server)},
            {"client", json::value_from(cores->client)},
            {"harness", json::value_from(cores->harness)},
            {"reason", cores->reason},
            {"degraded", cores->degraded},
            {"warnings", json::value_from(cores->warnings)}};
}

/// The machine as a result carries it, and beside it the cores of every placement.
json::object to_json(const hw::Machine& machine, const std::vector<report::PlacementCores>& placements) {
    json::object cores;
    for (const auto& chosen : placements) cores.emplace(to_string(chosen.ends), to_json(chosen.cores));
    auto object = store::machine_to_json(machine);
    object.emplace("cores", std::move(cores));
    return object;
}

} // namespace

CLI::App& add_hw(CLI::App& app, HwOptions& options) {
    CLI::App& verb = *app.add_subcommand("hw", "What machine this is, which cores would be used, and why");
    auto* as_json = verb.add_flag("--json", options.json, "As JSON, as results carry it");
    verb.add_flag("--ctest-resources", options.ctest_resources, "As the resource spec file that CTest takes")
        ->excludes(as_json);
    return verb;
}

Result<int> hw_verb(const HwOptions& options, const World& world) {
    const auto machine = hw::detect_this_machine();
    std::string text;
    if (options.ctest_resources) {
        text = hw::ctest_resources_json(machine);
    } else if (options.json) {
        text = store::pretty(to_json(machine, all_placements(machine))) + '\n';
    } else {
        text = report::machine_text(machine, all_placements(machine), world.out);
    }
    std::fputs(text.c_str(), stdout);
    return kFine;
}

} // namespace tare::cli
