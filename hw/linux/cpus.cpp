#include "hw/linux/cpus.hpp"

#include "hw/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tare::hw::platform {
namespace {

using Ids = std::vector<int>; // ascending

Ids list(const Tree& tree, const std::filesystem::path& file) {
    return scan::cpu_list(tree.line(file).value_or(""));
}

bool has(const Ids& ids, int id) { return std::binary_search(ids.begin(), ids.end(), id); }

Ids both(const Ids& a, const Ids& b) {
    Ids out;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

Ids without(const Ids& a, const Ids& b) {
    Ids out;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

/// The CPUs we may use. A process starts with the isolated ones taken out of its mask although it may pin
/// itself to them, which is what they are for; so a mask that lacks exactly them is as good as a full one.
Ids allowed_cpus(const Tree& tree, const Cgroup& cgroup, const Ids& affinity, const Ids& online) {
    Ids within = online;
    for (const auto& folder : cgroup.cpuset) {
        Ids cpuset;
        for (const auto* file : {"cpuset.cpus.effective", "cpuset.effective_cpus", "cpuset.cpus"})
            if (cpuset.empty()) cpuset = list(tree, (folder / file).lexically_relative(tree.root()));
        if (auto smaller = both(within, cpuset); !smaller.empty()) within = std::move(smaller);
        if (!cpuset.empty()) break;
    }
    const auto isolated = list(tree, "sys/devices/system/cpu/isolated");
    if (without(within, isolated) == both(affinity, within)) return within;
    return both(affinity, within);
}

/// "performance" or "efficiency" by CPU; empty on machines whose CPUs are all alike.
std::map<int, std::string> kinds(const Tree& tree, const std::vector<Cpu>& cpus) {
    std::map<int, std::string> found;
    // Intel's hybrid CPUs name them; their capacities also differ between cores of one kind.
    const auto performance = list(tree, "sys/devices/cpu_core/cpus");
    const auto efficiency = list(tree, "sys/devices/cpu_atom/cpus");
    if (!performance.empty() && !efficiency.empty()) {
        for (const int id : performance) found[id] = "performance";
        for (const int id : efficiency) found[id] = "efficiency";
        return found;
    }
    // ARM: relative speed, the fastest 1024. Cores within a twentieth of the best count as its equals.
    std::map<int, std::int64_t> capacity;
    std::int64_t best = 0;
    for (const auto& cpu : cpus) {
        const auto file = fmt::format("sys/devices/system/cpu/cpu{}/cpu_capacity", cpu.id);
        const auto value = scan::number(tree.line(file).value_or(""));
        if (!value) return {};
        capacity[cpu.id] = *value;
        best = std::max(best, *value);
    }
    bool differ = false;
    for (const auto& [id, value] : capacity) {
        const bool fast = value >= best - best / 20;
        differ = differ || !fast;
        found[id] = fast ? "performance" : "efficiency";
    }
    return differ ? found : std::map<int, std::string>{};
}

} // namespace

std::map<int, std::int64_t> device_interrupts(std::string_view text) {
    std::vector<int> columns;
    std::map<int, std::int64_t> found;
    auto header = scan::take_line(text).value_or("");
    while (const auto word = scan::take_word(header)) {
        if (!word->starts_with("CPU")) return {};
        const auto cpu = scan::number(word->substr(3));
        if (!cpu || *cpu < 0 || *cpu >= scan::kMostCpus) return {};
        columns.push_back(static_cast<int>(*cpu));
        found[columns.back()] = 0;
    }
    while (auto line = scan::take_line(text)) {
        const auto name = scan::take_word(*line);
        if (!name || !name->ends_with(':') || !scan::number(name->substr(0, name->size() - 1))) continue;
        if (line->find("timer") != std::string_view::npos || line->find("pmu") != std::string_view::npos)
            continue;
        for (const int cpu : columns) {
            const auto word = scan::take_word(*line);
            const auto count = word ? scan::number(*word) : std::nullopt;
            if (!count || *count < 0) break;
            found[cpu] = scan::sum(found[cpu], *count);
        }
    }
    return found;
}

void complete_cpus(const Tree& tree, const Cgroup& cgroup, const std::vector<int>& affinity,
                   std::vector<Cpu>& cpus) {
    Ids online;
    for (const auto& cpu : cpus) online.push_back(cpu.id);
    const auto allowed = allowed_cpus(tree, cgroup, affinity, online);
    const auto isolated = list(tree, "sys/devices/system/cpu/isolated");
    const auto nohz = list(tree, "sys/devices/system/cpu/nohz_full");
    const auto interrupts = device_interrupts(tree.read("proc/interrupts").value_or(""));
    const auto kind = kinds(tree, cpus);
    for (auto& cpu : cpus) {
        cpu.allowed = has(allowed, cpu.id);
        cpu.isolated = has(isolated, cpu.id) || has(nohz, cpu.id);
        if (const auto found = kind.find(cpu.id); found != kind.end()) cpu.kind = found->second;
        if (const auto found = interrupts.find(cpu.id); found != interrupts.end())
            cpu.interrupts = found->second;
        const auto file = fmt::format("sys/devices/system/cpu/cpu{}/cpufreq/cpuinfo_max_freq", cpu.id);
        if (const auto khz = scan::number(tree.line(file).value_or("")); khz && *khz > 0) cpu.max_khz = *khz;
    }
    for (const int id : without(list(tree, "sys/devices/system/cpu/present"), online)) {
        Cpu cpu;
        cpu.id = id;
        cpu.online = cpu.allowed = false;
        cpus.push_back(std::move(cpu));
    }
    std::sort(cpus.begin(), cpus.end(), [](const Cpu& a, const Cpu& b) { return a.id < b.id; });
}

} // namespace tare::hw::platform
