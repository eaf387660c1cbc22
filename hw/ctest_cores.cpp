// CTest's resource spec: what we offer it, and what it hands back (cmake's manual, ctest(1), "Resource
// Allocation").
#include "hw/core_ranking.hpp"
#include "hw/cores.hpp"
#include "hw/scan.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace tare::hw {
namespace {

/// The CPUs that stand in for each other as ends: those like the best pair for `split`. One thread a core,
/// not the harness's core, and not those that we avoid, as long as two are left.
std::vector<int> pool(const Machine& machine) {
    const auto all = rank_cpus(machine);
    const auto split = choose_cores(machine, Ends::split);
    std::vector<int> usable;
    for (const auto& candidate : all) usable.push_back(candidate.id());
    if (!split || usable.size() <= 2) return usable;
    const auto chosen = std::find_if(all.begin(), all.end(),
                                     [&](const Candidate& c) { return c.id() == split->server.front(); });
    std::vector<int> ids;
    std::set<int> cores;
    for (const auto& candidate : all) {
        const auto& cpu = *candidate.cpu;
        const bool alike = candidate.slow_kind == chosen->slow_kind &&
                           candidate.not_isolated == chosen->not_isolated && !candidate.core_zero &&
                           !candidate.laden && cpu.id != split->harness.front();
        const bool near = &cpu == chosen->cpu || share_last_level_cache(cpu, *chosen->cpu);
        if (alike && near && cores.insert(cpu.core).second) ids.push_back(cpu.id);
    }
    if (ids.size() >= 2) return ids;
    return {split->server.front(), split->client.front()};
}

Error malformed(const std::string& name, const std::string& value) {
    return make_error(Trouble::usage, "environment variable {}: \"{}\" is not what CTest writes there", name,
                      value);
}

/// "id:1,slots:1;id:2,slots:1".
bool append_ids(std::string_view text, std::vector<int>& ids) {
    while (!text.empty()) {
        const auto end = std::min(text.find(';'), text.size());
        auto part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!part.starts_with("id:")) return false;
        part.remove_prefix(3);
        const auto id = scan::number(part.substr(0, part.find(',')));
        if (!id || *id < 0 || *id >= scan::kMostCpus) return false;
        ids.push_back(static_cast<int>(*id));
    }
    return true;
}

} // namespace

std::string ctest_resources_json(const Machine& machine) {
    auto ids = pool(machine);
    std::sort(ids.begin(), ids.end());
    const int slots = ids.size() == 1 ? 2 : 1;
    std::string cores;
    for (const int id : ids)
        cores +=
            fmt::format("{}\n        {{\"id\": \"{}\", \"slots\": {}}}", cores.empty() ? "" : ",", id, slots);
    return fmt::format(R"({{
  "version": {{"major": 1, "minor": 0}},
  "local": [
    {{
      "cores": [{}
      ]
    }}
  ]
}}
)",
                       cores);
}

Result<std::vector<int>> cores_from_ctest_environment(const Environment& environment) {
    const std::string count_name = "CTEST_RESOURCE_GROUP_COUNT";
    const auto count_text = environment(count_name);
    std::vector<int> ids;
    if (!count_text) return ids;
    const auto count = scan::number(*count_text);
    if (!count || *count < 0 || *count > scan::kMostCpus) return malformed(count_name, *count_text);
    for (std::int64_t group = 0; group < *count; ++group) {
        const auto name = fmt::format("CTEST_RESOURCE_GROUP_{}", group);
        const auto types = environment(name);
        if (!types) return make_error(Trouble::usage, "environment variable {}: missing", name);
        if (*types != "cores") continue; // resources of another kind are not ours
        const auto cores_name = name + "_CORES";
        const auto cores = environment(cores_name);
        if (!cores) return make_error(Trouble::usage, "environment variable {}: missing", cores_name);
        if (!append_ids(*cores, ids)) return malformed(cores_name, *cores);
    }
    return ids;
}

} // namespace tare::hw
