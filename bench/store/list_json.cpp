#include "bench/store/list_json.hpp"

#include "bench/store/cell_json.hpp"
#include "bench/store/json_text.hpp"

#include <boost/json.hpp>

#include <utility>

namespace tare::store {
namespace {

namespace json = boost::json;

json::object suite_json(const core::Suite& suite) {
    json::array cases, roles;
    for (const core::Case& measured : suite.cases) {
        auto object = case_to_json(measured);
        json::array globs;
        for (const auto& glob : core::contenders_for(suite, measured)) globs.push_back(json::string(glob));
        if (!globs.empty()) object.emplace("contenders", std::move(globs));
        cases.push_back(std::move(object));
    }
    for (const core::Role role : suite.roles) roles.push_back(json::string(core::to_string(role)));
    return {{"name", suite.name},         {"about", suite.about},   {"label", suite.label},
            {"sessions", suite.sessions}, {"rounds", suite.rounds}, {"block_ms", suite.block_ms},
            {"budget_s", suite.budget_s}, {"roles", roles},         {"cases", cases}};
}

json::object variant_json(const core::Variant& variant, const core::Availability& found) {
    json::object object{{"name", variant.name}, {"about", variant.about}, {"available", found.available}};
    if (found.available) {
        json::object versions;
        for (const auto& [library, version] : found.versions) versions.emplace(library, version);
        object.emplace("versions", std::move(versions));
        object.emplace("features", found.features);
    } else {
        object.emplace("reason", found.reason);
    }
    json::array workloads;
    for (const core::Workload workload : variant.workloads)
        workloads.push_back(json::string(core::to_string(workload)));
    object.emplace("workloads", std::move(workloads));
    object.emplace("capabilities", json::object{{"tls", variant.can.tls},
                                                {"text", variant.can.text},
                                                {"fragments", variant.can.fragments},
                                                {"sends_fragments", variant.can.sends_fragments},
                                                {"deflate", variant.can.deflate},
                                                {"tls_resume", variant.can.tls_resume},
                                                {"spin", variant.can.spin},
                                                {"most_connections", variant.can.most_connections}});
    return object;
}

json::object contender_json(const core::Listing& listing) {
    const core::Contender& contender = listing.contender;
    json::array workloads, variants, tuned;
    for (const core::Workload workload : contender.workloads)
        workloads.push_back(json::string(core::to_string(workload)));
    for (std::size_t i = 0; i < contender.variants.size(); ++i)
        variants.push_back(variant_json(contender.variants[i], i < listing.availability.size()
                                                                   ? listing.availability[i]
                                                                   : core::Availability{}));
    for (const core::Tuning& tuning : contender.tuned)
        tuned.push_back(
            json::object{{"variant", tuning.variant}, {"what", tuning.what}, {"why", tuning.why}});
    return {{"name", contender.name},       {"side", core::to_string(contender.side)},
            {"floor", contender.is_floor},  {"language", contender.language},
            {"library", contender.library}, {"homepage", contender.homepage},
            {"workloads", workloads},       {"variants", std::move(variants)},
            {"tuned", std::move(tuned)}};
}

} // namespace

std::string list_to_json(const std::vector<core::Suite>& suites,
                         const std::vector<core::Listing>& contenders) {
    json::array suite_list, contender_list;
    for (const core::Suite& suite : suites) suite_list.push_back(suite_json(suite));
    for (const core::Listing& listing : contenders) contender_list.push_back(contender_json(listing));
    return pretty(json::object{
               {"schema", 1}, {"suites", std::move(suite_list)}, {"contenders", std::move(contender_list)}}) +
           '\n';
}

} // namespace tare::store
