#include "bench/report/machine_text.hpp"

#include "bench/report/format.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace tare::report {
namespace {

using Facts = std::map<std::string, std::string>;

using Parts = std::vector<std::string>;

constexpr int kMachineLabelWidth = 12;
constexpr std::string_view kUnknown = "unknown";

std::string known(const Facts& facts, const std::string& name) {
    const auto found = facts.find(name);
    return found == facts.end() || found->second == kUnknown ? "" : found->second;
}

/// "WORDS VALUE", or nothing where the value is not known.
std::string said(std::string_view words, const std::string& value) {
    return value.empty() ? "" : fmt::format("{} {}", words, value);
}

std::string joined(std::vector<std::string> parts, std::string_view between) {
    std::erase(parts, "");
    return fmt::format("{}", fmt::join(parts, between));
}

/// The parts that are not empty, in lines of at most `width` columns that break between parts only.
std::string filled(const std::vector<std::string>& parts, std::string_view between, int indent, int width) {
    std::string text;
    int column = 0;
    for (const auto& part : parts) {
        if (part.empty()) continue;
        const int needed = display_width(part) + (column > 0 ? display_width(between) : 0);
        if (column > 0 && indent + column + needed > width) {
            text += '\n' + std::string(static_cast<std::size_t>(indent), ' ');
            column = 0;
        }
        text += (column > 0 ? std::string(between) : "") + part;
        column += needed;
    }
    return text;
}

/// A fact in parts; nothing where there are none.
std::string row(std::string_view label, std::vector<std::string> parts, const Terminal& terminal) {
    for (auto& part : parts) part = printable(part, terminal);
    const auto between = fmt::format(" {} ", signs(terminal).dot);
    const auto text = filled(parts, between, kMachineLabelWidth, terminal.width);
    if (text.empty()) return {};
    return styled(pad_right(label, kMachineLabelWidth), Style::dim, terminal) + text + '\n';
}

std::string section(std::string_view name, const Terminal& terminal) {
    return '\n' + styled(name, Style::bold, terminal) + '\n';
}

std::string title(const hw::Machine& machine, const Terminal& terminal) {
    const auto& keyed = machine.keyed;
    const auto cpus = known(keyed, "cpus_online"), ram = known(keyed, "ram_gib");
    const auto host = known(keyed, "hypervisor");
    return joined({machine.cpu_name.empty() ? "unknown CPU" : machine.cpu_name,
                   cpus.empty() ? "" : fmt::format("{} CPU{}", cpus, cpus == "1" ? "" : "s"),
                   ram.empty() ? "" : ram + " GiB",
                   host.empty() || host == "none" ? "" : "virtual, on " + host,
                   known(keyed, "container") == "yes" ? "in a container" : ""},
                  fmt::format(" {} ", signs(terminal).dot));
}

Parts processor(const hw::Machine& machine) {
    const auto& keyed = machine.keyed;
    return {joined({known(keyed, "cpu_vendor"), said("family", known(keyed, "cpu_family")),
                    said("model", known(keyed, "cpu_model")), said("stepping", known(keyed, "cpu_stepping"))},
                   " "),
            known(keyed, "arch"), said("microcode", known(machine.recorded, "microcode"))};
}

/// What masking a payload and TLS can make use of.
std::string features(const hw::Machine& machine) {
    constexpr std::array<std::string_view, 17> telling = {
        "sse2", "ssse3", "avx",       "avx2",       "avx512f", "avx512bw", "asimd", "sve", "sve2",
        "aes",  "vaes",  "pclmulqdq", "vpclmulqdq", "pmull",   "sha",      "sha2",  "erms"};
    std::vector<std::string> found;
    for (const auto name : telling)
        if (std::find(machine.cpu_features.begin(), machine.cpu_features.end(), name) !=
            machine.cpu_features.end())
            found.emplace_back(name);
    return joined(std::move(found), " ");
}

Parts caches(const hw::Machine& machine) {
    Parts parts;
    for (const auto& cache : machine.caches) {
        const auto kind = cache.type == "data" ? "d" : cache.type == "instruction" ? "i" : "";
        const auto sharers = cache.shared_by > 1 ? fmt::format(" for {} CPUs", cache.shared_by) : "";
        parts.push_back(fmt::format("L{}{} {}{}", cache.level, kind, bytes(cache.bytes), sharers));
    }
    return parts;
}

Parts cores(const hw::Machine& machine) {
    const auto& recorded = machine.recorded;
    const auto threads = known(machine.keyed, "threads_per_core"), nodes = known(machine.keyed, "numa_nodes");
    const auto isolated = known(recorded, "isolcpus");
    return {said("we may use", known(recorded, "allowed_cpus")),
            threads.empty() ? "" : fmt::format("{} thread{} a core", threads, threads == "1" ? "" : "s"),
            nodes.empty() ? "" : fmt::format("{} NUMA node{}", nodes, nodes == "1" ? "" : "s"),
            said("performance", known(recorded, "performance_cpus")),
            said("efficiency", known(recorded, "efficiency_cpus")),
            isolated == "none" ? "" : said("isolated", isolated)};
}

Parts speed(const hw::Machine& machine) {
    const auto mhz = known(machine.recorded, "mhz");
    return {mhz.empty() ? "" : mhz + " MHz now", said("governor", known(machine.keyed, "governor")),
            said("turbo", known(machine.keyed, "turbo")),
            said("clock", known(machine.keyed, "clock_source"))};
}

Parts limits(const hw::Machine& machine) {
    const auto quota = known(machine.recorded, "cgroup_cpu_max");
    const auto version = known(machine.recorded, "cgroup_version");
    return {version.empty() ? "" : "cgroup v" + version, quota.empty()     ? ""
                                                         : quota == "none" ? "no CPU quota"
                                                                           : "CPU quota " + quota};
}

Parts network(const hw::Machine& machine) {
    return {known(machine.recorded, "tcp_congestion_control"),
            said("loopback MTU", known(machine.recorded, "lo_mtu")),
            said("rmem", known(machine.recorded, "tcp_rmem")),
            said("wmem", known(machine.recorded, "tcp_wmem"))};
}

/// A line that begins with a sign: it works, it does not, or it works with a reservation.
std::string marked(std::string_view sign, Style style, std::string_view name, const std::string& text,
                   const Terminal& terminal) {
    const auto head = fmt::format("  {} {}", sign, pad_right(name, kMachineLabelWidth - 4));
    return hanging(head, style, printable(text, terminal), terminal);
}

std::string placement(const PlacementCores& chosen, const Terminal& terminal) {
    const auto name = to_string(chosen.ends);
    if (!chosen.cores) {
        std::string reason = chosen.cores.error().message;
        const auto prefix = fmt::format("placement {} ", name); // it stands in front already
        if (reason.starts_with(prefix)) reason.erase(0, prefix.size());
        return marked(signs(terminal).no, Style::dim, name, reason, terminal);
    }
    const auto& cores = *chosen.cores;
    std::string text = marked(cores.degraded ? "!" : signs(terminal).yes,
                              cores.degraded ? Style::caution : Style::good, name, cores.reason, terminal);
    for (const auto& warning : cores.warnings)
        text +=
            hanging(pad_right("", kMachineLabelWidth), Style::plain, printable(warning, terminal), terminal);
    return text;
}

std::string counting(const hw::Machine& machine, const Terminal& terminal) {
    constexpr std::array<std::pair<const char*, const char*>, 2> counters{
        {{"syscall_counting", "system calls"}, {"hardware_counters", "instructions and cycles"}}};
    std::string text;
    for (const auto& [fact, name] : counters) {
        const auto found = machine.recorded.find(fact);
        if (found == machine.recorded.end()) continue;
        const bool can = found->second == "available";
        text +=
            hanging(fmt::format("  {} ", can ? signs(terminal).yes : signs(terminal).no),
                    can ? Style::good : Style::dim,
                    printable(can ? std::string(name) + " of a process" : found->second, terminal), terminal);
    }
    return text.empty() ? text : section("what can be counted", terminal) + text;
}

Parts unknown(const hw::Machine& machine) {
    Parts names;
    for (const auto* facts : {&machine.keyed, &machine.recorded})
        for (const auto& [name, value] : *facts)
            if (value == kUnknown) names.push_back(name);
    return names;
}

} // namespace

std::string machine_line(const hw::Machine& machine) {
    Parts parts{machine.cpu_name.empty() ? "unknown CPU" : machine.cpu_name};
    const auto online =
        std::count_if(machine.cpus.begin(), machine.cpus.end(), [](auto& c) { return c.online; });
    const auto ours = std::count_if(machine.cpus.begin(), machine.cpus.end(),
                                    [](auto& c) { return c.online && c.allowed; });
    if (online > 0)
        parts.push_back(ours < online ? fmt::format("{} of {} CPUs", ours, online)
                                      : fmt::format("{} CPU{}", online, online == 1 ? "" : "s"));
    parts.push_back(said("kernel", known(machine.keyed, "kernel")));
    const auto host = known(machine.keyed, "hypervisor");
    parts.push_back(host == "none" ? "" : said("on", host));
    parts.emplace_back(known(machine.keyed, "container") == "yes" ? "in a container" : "");
    parts.push_back(said("key", machine.key));
    return joined(std::move(parts), " · ");
}

std::string machine_text(const hw::Machine& machine, const std::vector<PlacementCores>& placements,
                         const Terminal& terminal) {
    std::string text;
    for (const auto& line : wrapped(printable(title(machine, terminal), terminal), terminal.width))
        text += styled(line, Style::bold, terminal) + '\n';
    text += row("key", {machine.key}, terminal);
    text += row("product", {known(machine.recorded, "product")}, terminal);
    text += row("processor", processor(machine), terminal);
    text += row("features", {features(machine)}, terminal);
    text += row("caches", caches(machine), terminal);
    text += row("CPUs", cores(machine), terminal);
    text += row("speed", speed(machine), terminal);
    text += row("kernel", {known(machine.recorded, "kernel_release")}, terminal);
    text += row("limits", limits(machine), terminal);
    text += row("TCP", network(machine), terminal);
    if (!placements.empty()) text += section("where the ends would run", terminal);
    for (const auto& chosen : placements) text += placement(chosen, terminal);
    text += counting(machine, terminal);
    if (const auto names = unknown(machine); !names.empty())
        text += section("not known here", terminal) + "  " + filled(names, "  ", 2, terminal.width) + '\n';
    return text;
}

} // namespace tare::report
