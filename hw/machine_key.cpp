#include "hw/detect.hpp"
#include "hw/hash.hpp"

#include <algorithm>
#include <array>

namespace tare::hw {
namespace {

/// What changes while nothing happens.
constexpr std::array<std::string_view, 4> kVolatile = {"boot_time", "mhz", "temperatures_c", "uptime_s"};

void compare(const std::map<std::string, std::string>& before,
             const std::map<std::string, std::string>& after, bool keyed, std::vector<FactChange>& changes) {
    const auto is_volatile = [](const std::string& name) {
        return std::find(kVolatile.begin(), kVolatile.end(), name) != kVolatile.end();
    };
    for (const auto& [name, value] : before) {
        const auto now = after.find(name);
        const auto later = now == after.end() ? std::string() : now->second;
        if (later != value && !is_volatile(name)) changes.push_back({name, value, later, keyed});
    }
    for (const auto& [name, value] : after)
        if (!before.contains(name) && !is_volatile(name)) changes.push_back({name, "", value, keyed});
}

} // namespace

std::string compute_key(const KeyedFacts& keyed) {
    std::string text;
    for (const auto& [name, value] : keyed) text += name + '=' + value + '\n';
    return digest(text);
}

void add_keyed(Machine& machine, const std::string& name, const std::string& value) {
    machine.keyed[name] = value;
    machine.key = compute_key(machine.keyed);
}

std::vector<FactChange> changed_facts(const Machine& before, const Machine& after) {
    std::vector<FactChange> changes;
    compare(before.keyed, after.keyed, true, changes);
    compare(before.recorded, after.recorded, false, changes);
    return changes;
}

} // namespace tare::hw
