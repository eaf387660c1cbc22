#include "hw/detect.hpp"
#include "hw/hash.hpp"
#include "hw/linux/facts.hpp"
#include "hw/linux/virtualization.hpp"
#include "hw/scan.hpp"

#include <algorithm>
#include <set>

namespace tare::hw::platform {
namespace {

std::string or_unknown(const std::optional<std::string>& text) {
    return text && !text->empty() ? *text : std::string(kUnknown);
}

std::string or_unknown(const std::optional<int>& value) {
    return value ? fmt::format("{}", *value) : std::string(kUnknown);
}

/// Different values joined by '+', in order.
template <class Values>
std::string joined(const Values& values) {
    std::string text;
    for (const auto& value : values) text += (text.empty() ? "" : "+") + value;
    return text.empty() ? std::string(kUnknown) : text;
}

/// The power of two that a size has reached: 1.25 MiB and 1 MiB are one class. Sizes vary a little between
/// models, and hypervisors round them; a factor of two is another machine.
std::string size_class(std::int64_t bytes) {
    std::int64_t power = 1024;
    while (power <= bytes / 2) power *= 2;
    return power >= 1 << 20 ? fmt::format("{} MiB", power >> 20) : fmt::format("{} KiB", power >> 10);
}

std::string cache_class(const std::vector<Cache>& caches, int level) {
    std::set<std::int64_t> sizes;
    bool any = false;
    for (const auto& cache : caches) {
        if (cache.bytes <= 0) continue;
        any = true;
        if (cache.level == level) sizes.insert(cache.bytes);
    }
    if (!any) return std::string(kUnknown);
    if (sizes.empty()) return "none";
    std::vector<std::string> classes;
    for (const auto bytes : sizes)
        if (auto text = size_class(bytes); classes.empty() || classes.back() != text) classes.push_back(text);
    return joined(classes);
}

std::string threads_per_core(const std::vector<Cpu>& cpus) {
    std::map<int, int> threads;
    int most = 0;
    for (const auto& cpu : cpus)
        if (cpu.online) most = std::max(most, ++threads[cpu.core]);
    return most > 0 ? fmt::format("{}", most) : std::string(kUnknown);
}

std::string ram_gib(const Tree& tree) {
    const auto kib = scan::numeric_value(tree.read("proc/meminfo").value_or(""), "MemTotal");
    if (!kib || *kib <= 0) return std::string(kUnknown);
    constexpr std::int64_t kib_per_gib = 1 << 20;
    return fmt::format("{}", (*kib + kib_per_gib / 2) / kib_per_gib);
}

/// "6.18.44-generic" -> "6.18".
std::string kernel_version(const Tree& tree) {
    const auto release = tree.line("proc/sys/kernel/osrelease");
    if (!release) return std::string(kUnknown);
    const auto first = release->find('.');
    if (first == std::string::npos) return *release;
    const auto end = release->find_first_not_of("0123456789", first + 1);
    return release->substr(0, end);
}

std::string mitigations(const Tree& tree) {
    const std::filesystem::path folder = "sys/devices/system/cpu/vulnerabilities";
    std::string text;
    for (const auto& name : tree.names(folder))
        if (const auto state = tree.line(folder / name)) text += name + ": " + *state + '\n';
    return text.empty() ? std::string(kUnknown) : digest(text);
}

/// The different governors of the CPUs.
std::string governor(const Tree& tree, const std::vector<Cpu>& cpus) {
    std::set<std::string> found;
    for (const auto& cpu : cpus)
        if (const auto name =
                tree.line(fmt::format("sys/devices/system/cpu/cpu{}/cpufreq/scaling_governor", cpu.id)))
            found.insert(*name);
    return joined(found);
}

std::string turbo(const Tree& tree) {
    const auto is = [&](const char* file, const char* on) -> std::string {
        const auto value = tree.line(file);
        return !value ? "" : *value == on ? "on" : "off";
    };
    for (const auto& found : {is("sys/devices/system/cpu/intel_pstate/no_turbo", "0"),
                              is("sys/devices/system/cpu/cpufreq/boost", "1"),
                              is("sys/devices/system/cpu/cpu0/cpufreq/boost", "1")})
        if (!found.empty()) return found;
    return std::string(kUnknown);
}

} // namespace

KeyedFacts keyed_facts(const Tree& tree, const CpuIdentity& cpu, const Machine& machine, int numa_nodes) {
    const auto online = static_cast<int>(
        std::count_if(machine.cpus.begin(), machine.cpus.end(), [](const Cpu& c) { return c.online; }));
    return {
        {"arch", or_unknown(cpu.arch)},
        {"clock_source",
         or_unknown(tree.line("sys/devices/system/clocksource/clocksource0/current_clocksource"))},
        {"container", in_container(tree)},
        {"cpu_family", or_unknown(cpu.family)},
        {"cpu_model", or_unknown(cpu.model)},
        {"cpu_name", or_unknown(cpu.name)},
        {"cpu_stepping", or_unknown(cpu.stepping)},
        {"cpu_vendor", or_unknown(cpu.vendor)},
        {"cpus_online", online > 0 ? fmt::format("{}", online) : std::string(kUnknown)},
        {"governor", governor(tree, machine.cpus)},
        {"hypervisor", hypervisor_kind(tree, cpu)},
        {"kernel", kernel_version(tree)},
        {"l2_class", cache_class(machine.caches, 2)},
        {"l3_class", cache_class(machine.caches, 3)},
        {"mitigations", mitigations(tree)},
        {"numa_nodes", numa_nodes > 0 ? fmt::format("{}", numa_nodes) : std::string(kUnknown)},
        {"ram_gib", ram_gib(tree)},
        {"threads_per_core", threads_per_core(machine.cpus)},
        {"turbo", turbo(tree)},
    };
}

} // namespace tare::hw::platform
