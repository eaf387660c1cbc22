#include "hw/core_ranking.hpp"

#include <algorithm>
#include <map>

namespace tare::hw {
namespace {

/// Device interrupts by core. A core's threads share it, so what disturbs one disturbs the other.
std::map<int, std::int64_t> interrupts_by_core(const Machine& machine) {
    std::map<int, std::int64_t> found;
    for (const auto& cpu : machine.cpus)
        if (cpu.online) found[cpu.core] += cpu.interrupts.value_or(0);
    return found;
}

/// More than twice the mean of the cores, and more than a few: a count since boot says something only when it
/// is large.
std::int64_t laden_from(const std::map<int, std::int64_t>& by_core) {
    constexpr std::int64_t few = 1000;
    std::int64_t sum = 0;
    for (const auto& [core, interrupts] : by_core) sum += interrupts;
    return by_core.empty() ? few : std::max(few, 2 * (sum / static_cast<std::int64_t>(by_core.size())));
}

template <class Has>
bool differ(const std::vector<Candidate>& all, Has has) {
    return std::any_of(all.begin(), all.end(), has) && !std::all_of(all.begin(), all.end(), has);
}

} // namespace

std::vector<Candidate> rank_cpus(const Machine& machine) {
    std::vector<Candidate> found;
    std::optional<int> zero;
    bool any_isolated = false;
    for (const auto& cpu : machine.cpus) {
        if (cpu.id == 0) zero = cpu.core;
        if (!cpu.online || !cpu.allowed) continue;
        found.push_back({&cpu});
        any_isolated = any_isolated || cpu.isolated;
    }
    const auto interrupts = interrupts_by_core(machine);
    const auto many = laden_from(interrupts);
    for (auto& candidate : found) {
        const auto& cpu = *candidate.cpu;
        candidate.slow_kind = cpu.kind == "efficiency";
        candidate.not_isolated = any_isolated && !cpu.isolated;
        candidate.core_zero = zero && cpu.core == *zero;
        candidate.laden = interrupts.at(cpu.core) > many;
    }
    std::sort(found.begin(), found.end(),
              [](const Candidate& a, const Candidate& b) { return a.rank() < b.rank(); });
    return found;
}

std::optional<int> last_level_cache(const Cpu& cpu) { return cpu.l3_group ? cpu.l3_group : cpu.l2_group; }

bool share_last_level_cache(const Cpu& a, const Cpu& b) {
    if (a.l3_group || b.l3_group) return a.l3_group && a.l3_group == b.l3_group;
    return a.l2_group && a.l2_group == b.l2_group;
}

std::string virtues(const Candidate& candidate, const std::vector<Candidate>& all) {
    std::string text;
    const auto say = [&](std::string_view words) { text += (text.empty() ? "" : ", ") + std::string(words); };
    if (!candidate.cpu->kind.empty() && differ(all, [](const Candidate& c) { return c.slow_kind; }))
        say(candidate.slow_kind ? "an efficiency core" : "a performance core");
    if (candidate.cpu->isolated) say("isolated from the scheduler");
    if (differ(all, [](const Candidate& c) { return c.core_zero; }))
        say(candidate.core_zero ? "core 0" : "not core 0");
    if (differ(all, [](const Candidate& c) { return c.laden; }))
        say(candidate.laden ? "many device interrupts" : "few device interrupts");
    return text;
}

} // namespace tare::hw
