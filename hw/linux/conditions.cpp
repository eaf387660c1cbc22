#include "hw/conditions.hpp"

#include "hw/linux/cgroup.hpp"
#include "hw/linux/tree.hpp"
#include "hw/scan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tare::hw {
namespace {

using platform::Tree;
using Number = std::optional<std::int64_t>;

constexpr const char* kCpus = "sys/devices/system/cpu";

Number number_in(const Tree& tree, const std::filesystem::path& file) {
    return scan::number(tree.line(file).value_or(""));
}

std::vector<IdleState> idle_states(const Tree& tree, int cpu) {
    std::vector<IdleState> states;
    const std::filesystem::path folder = fmt::format("{}/cpu{}/cpuidle", kCpus, cpu);
    for (const auto& name : tree.names(folder)) {
        const auto number = name.starts_with("state") ? scan::number(name.substr(5)) : std::nullopt;
        if (!number || *number < 0 || *number > 99) continue;
        IdleState state;
        state.number = static_cast<int>(*number);
        state.name = tree.line(folder / name / "name").value_or(name);
        state.exit_latency_us = number_in(tree, folder / name / "latency");
        state.enabled = number_in(tree, folder / name / "disable").value_or(0) == 0;
        states.push_back(std::move(state));
    }
    return states;
}

std::vector<std::string> words(const std::string& text) {
    std::vector<std::string> found;
    std::string_view rest = text;
    while (const auto word = scan::take_word(rest)) found.emplace_back(*word);
    return found;
}

/// There is a battery of the machine's own, and nothing else supplies it. (Mice have batteries, too.)
std::optional<bool> on_battery(const Tree& tree) {
    const std::filesystem::path folder = "sys/class/power_supply";
    if (!tree.is_folder(folder)) return std::nullopt;
    bool battery = false, supplied = false;
    for (const auto& name : tree.names(folder)) {
        const auto type = tree.line(folder / name / "type");
        if (type == "Battery")
            battery = battery || tree.line(folder / name / "scope") != "Device";
        else
            supplied = supplied || number_in(tree, folder / name / "online") == 1;
    }
    return battery && !supplied;
}

void read_swap(const Tree& tree, Conditions& found) {
    const auto memory = tree.read("proc/meminfo").value_or("");
    found.swap_kib = scan::numeric_value(memory, "SwapTotal");
    const auto unused = scan::numeric_value(memory, "SwapFree");
    if (found.swap_kib && unused) found.swap_used_kib = *found.swap_kib - *unused;
}

void read_quota(const Tree& tree, Conditions& found) {
    const auto quota = platform::cpu_quota(tree.root(), platform::find_cgroup(tree.root()));
    found.cpu_quota = quota.tightest;
    found.cpu_quota_file = quota.file;
    found.cpu_quota_readable = quota.readable;
    if (quota.tightest)
        found.throttled =
            scan::numeric_value(tree.read(quota.folder / "cpu.stat").value_or(""), "nr_throttled");
}

void read_ports(const Tree& tree, Conditions& found) {
    const auto text = tree.line("proc/sys/net/ipv4/ip_local_port_range").value_or("");
    std::string_view line = text;
    const auto first = scan::take_word(line), last = scan::take_word(line);
    if (!first || !last) return;
    found.first_port = scan::number(*first);
    found.last_port = scan::number(*last);
}

} // namespace

Conditions read_conditions(const std::filesystem::path& root, int cpu) {
    const Tree tree(root);
    Conditions found;
    found.idle_states = idle_states(tree, cpu);
    found.clocks =
        words(tree.line("sys/devices/system/clocksource/clocksource0/available_clocksource").value_or(""));
    const std::filesystem::path weak = std::filesystem::path(kCpus) / "vulnerabilities";
    for (const auto& name : tree.names(weak))
        if (auto state = tree.line(weak / name)) found.vulnerabilities[name] = std::move(*state);
    if (const auto defrag = tree.line("sys/kernel/mm/transparent_hugepage/defrag"))
        found.thp_defrag = std::string(scan::chosen_word(*defrag));
    read_swap(tree, found);
    found.nmi_watchdog = number_in(tree, "proc/sys/kernel/nmi_watchdog");
    found.io_uring_disabled = number_in(tree, "proc/sys/kernel/io_uring_disabled");
    found.user_namespaces = number_in(tree, "proc/sys/user/max_user_namespaces");
    if (const auto restricted = number_in(tree, "proc/sys/kernel/apparmor_restrict_unprivileged_userns"))
        found.userns_restricted = *restricted != 0;
    read_ports(tree, found);
    found.on_battery = on_battery(tree);
    const auto status = tree.read("proc/self/status").value_or("");
    found.seccomp_mode = scan::numeric_value(status, "Seccomp");
    found.seccomp_filters = scan::numeric_value(status, "Seccomp_filters");
    read_quota(tree, found);
    return found;
}

} // namespace tare::hw
