#include "bench/store/machine_json.hpp"

#include "bench/store/json_node.hpp"
#include "bench/store/json_text.hpp"

#include <limits>

namespace tare::store {
namespace {

namespace json = boost::json;

constexpr std::int64_t kMostCpus = 1 << 20;

json::object cpu_to_json(const hw::Cpu& cpu) {
    json::object object{{"id", cpu.id}, {"core", cpu.core}, {"package", cpu.package}};
    put(object, "numa_node", cpu.numa_node);
    put(object, "l2_group", cpu.l2_group);
    put(object, "l3_group", cpu.l3_group);
    put(object, "kind", cpu.kind);
    object.emplace("online", cpu.online);
    object.emplace("allowed", cpu.allowed);
    object.emplace("isolated", cpu.isolated);
    put(object, "interrupts", cpu.interrupts);
    put(object, "max_khz", cpu.max_khz);
    return object;
}

int small(const JsonNode& node) { return static_cast<int>(node.whole(0, kMostCpus)); }

std::optional<int> small_if_any(const JsonNode& node) {
    return node ? std::optional{small(node)} : std::nullopt;
}

std::optional<std::int64_t> count_if_any(const JsonNode& node) {
    return node ? std::optional{node.whole(0, std::numeric_limits<std::int64_t>::max())} : std::nullopt;
}

hw::Cpu cpu_from_json(const JsonNode& node) {
    hw::Cpu cpu;
    cpu.id = small(node.member("id"));
    cpu.core = small(node.member("core"));
    cpu.package = small(node.member("package"));
    cpu.numa_node = small_if_any(node.optional("numa_node"));
    cpu.l2_group = small_if_any(node.optional("l2_group"));
    cpu.l3_group = small_if_any(node.optional("l3_group"));
    if (const auto kind = node.optional("kind")) cpu.kind = kind.text();
    if (const auto online = node.optional("online")) cpu.online = online.flag();
    if (const auto allowed = node.optional("allowed")) cpu.allowed = allowed.flag();
    if (const auto isolated = node.optional("isolated")) cpu.isolated = isolated.flag();
    cpu.interrupts = count_if_any(node.optional("interrupts"));
    cpu.max_khz = count_if_any(node.optional("max_khz"));
    return cpu;
}

} // namespace

json::object facts_to_json(const std::map<std::string, std::string>& facts) {
    json::object object;
    for (const auto& [name, fact] : facts) object.emplace(name, fact);
    return object;
}

std::map<std::string, std::string> facts_from_json(const JsonNode& node) {
    std::map<std::string, std::string> facts;
    for (const auto& [name, fact] : node.members()) facts.emplace(name, fact.text());
    return facts;
}

json::object machine_to_json(const hw::Machine& machine) {
    json::array features, cpus, caches;
    for (const auto& feature : machine.cpu_features) features.push_back(json::string(feature));
    for (const auto& cpu : machine.cpus) cpus.push_back(cpu_to_json(cpu));
    for (const auto& cache : machine.caches)
        caches.push_back(json::object{{"level", cache.level},
                                      {"type", cache.type},
                                      {"bytes", cache.bytes},
                                      {"shared_by", cache.shared_by}});
    return {{"key", machine.key},
            {"keyed", facts_to_json(machine.keyed)},
            {"recorded", facts_to_json(machine.recorded)},
            {"cpu_name", machine.cpu_name},
            {"cpu_features", std::move(features)},
            {"cpus", std::move(cpus)},
            {"caches", std::move(caches)}};
}

hw::Machine machine_from_json(const JsonNode& node) {
    hw::Machine machine;
    machine.key = node.member("key").text();
    machine.keyed = facts_from_json(node.member("keyed"));
    machine.recorded = facts_from_json(node.member("recorded"));
    if (const auto name = node.optional("cpu_name")) machine.cpu_name = name.text();
    if (const auto list = node.optional("cpu_features"))
        for (const auto& feature : list.elements()) machine.cpu_features.push_back(feature.text());
    if (const auto list = node.optional("cpus"))
        for (const auto& cpu : list.elements()) machine.cpus.push_back(cpu_from_json(cpu));
    if (const auto list = node.optional("caches"))
        for (const auto& cache : list.elements())
            machine.caches.push_back(
                {small(cache.member("level")), cache.member("type").text(),
                 cache.member("bytes").whole(0, std::numeric_limits<std::int64_t>::max()),
                 small(cache.member("shared_by"))});
    return machine;
}

Result<hw::Machine> machine_from_json(std::string_view text, std::string_view file) {
    const auto document = JsonDocument::parse(text, file);
    if (!document) return document.error();
    auto machine = machine_from_json(document->root());
    if (const auto& error = document->error()) return *error;
    return machine;
}

} // namespace tare::store
