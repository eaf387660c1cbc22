#include "hw/watch.hpp"

#include "hw/scan.hpp"

#include <algorithm>
#include <array>

namespace tare::hw {
namespace {

/// What a row says behind its counts, without the chip and the trigger: its last word as a rule names the
/// device ("PCI-MSIX-0000:00:02.0   1-edge      virtio1-req.0"); the kernel's own rows are sentences.
std::string description(std::string_view rest, bool is_device) {
    rest = scan::trimmed(rest);
    if (!is_device) return std::string(rest);
    const auto space = rest.find_last_of(" \t");
    return std::string(space == std::string_view::npos ? rest : rest.substr(space + 1));
}

CpuTicks minus(const CpuTicks& a, const CpuTicks& b) {
    return {a.busy - b.busy, a.steal - b.steal, a.idle - b.idle};
}

/// In floating point, since the texts may hold any numbers.
CpuShares as_shares(const CpuTicks& ticks) {
    const auto busy = static_cast<double>(ticks.busy), steal = static_cast<double>(ticks.steal);
    const double all = busy + steal + static_cast<double>(ticks.idle);
    if (all <= 0 || busy < 0 || steal < 0) return {};
    return {busy / all, steal / all};
}

std::int64_t count_on(const InterruptRow& row, int cpu) {
    const auto found = row.counts.find(cpu);
    return found == row.counts.end() ? 0 : found->second;
}

} // namespace

std::map<int, CpuTicks> cpu_ticks(std::string_view stat) {
    std::map<int, CpuTicks> found;
    while (auto line = scan::take_line(stat)) {
        const auto name = scan::take_word(*line);
        if (!name || !name->starts_with("cpu")) break;
        const auto cpu = scan::number(name->substr(3));
        if (!cpu || *cpu < 0 || *cpu >= scan::kMostCpus) continue; // the line of all of them
        // user nice system idle iowait irq softirq steal; guest time is part of user's.
        std::array<std::int64_t, 8> ticks{};
        for (auto& field : ticks)
            if (const auto word = scan::take_word(*line))
                field = std::max<std::int64_t>(scan::number(*word).value_or(0), 0);
        const auto busy =
            scan::sum(scan::sum(scan::sum(ticks[0], ticks[1]), scan::sum(ticks[2], ticks[5])), ticks[6]);
        found[static_cast<int>(*cpu)] = {busy, ticks[7], scan::sum(ticks[3], ticks[4])};
    }
    return found;
}

std::map<std::string, InterruptRow> interrupt_rows(std::string_view text) {
    std::map<std::string, InterruptRow> found;
    std::vector<int> columns;
    auto header = scan::take_line(text).value_or("");
    while (const auto word = scan::take_word(header)) {
        const auto cpu = word->starts_with("CPU") ? scan::number(word->substr(3)) : std::nullopt;
        if (!cpu || *cpu < 0 || *cpu >= scan::kMostCpus) return {};
        columns.push_back(static_cast<int>(*cpu));
    }
    while (auto line = scan::take_line(text)) {
        auto name = scan::take_word(*line);
        if (!name || !name->ends_with(':')) continue;
        name->remove_suffix(1);
        InterruptRow row;
        for (const int cpu : columns) {
            auto rest = *line;
            const auto word = scan::take_word(rest);
            const auto count = word ? scan::number(*word) : std::nullopt;
            if (!count || *count < 0) break;
            row.counts[cpu] = *count;
            *line = rest;
        }
        row.what = description(*line, scan::number(*name).has_value());
        found[std::string(*name)] = std::move(row);
    }
    return found;
}

CpuShares shares(const Moment& before, const Moment& after, int cpu) {
    const auto a = after.cpus.find(cpu), b = before.cpus.find(cpu);
    if (a == after.cpus.end() || b == before.cpus.end()) return {};
    return as_shares(minus(a->second, b->second));
}

CpuShares shares_elsewhere(const Moment& before, const Moment& after, const std::vector<int>& cpus) {
    CpuTicks sum;
    for (const auto& [cpu, ticks] : after.cpus) {
        const auto earlier = before.cpus.find(cpu);
        if (earlier == before.cpus.end() || std::find(cpus.begin(), cpus.end(), cpu) != cpus.end()) continue;
        const auto gone = minus(ticks, earlier->second);
        sum = {scan::sum(sum.busy, gone.busy), scan::sum(sum.steal, gone.steal),
               scan::sum(sum.idle, gone.idle)};
    }
    return as_shares(sum);
}

std::vector<BusyProcess> busiest(const Moment& before, const Moment& after, double seconds, int self,
                                 std::size_t most) {
    constexpr double ticks_per_second = 100; // USER_HZ, which every architecture of ours has
    constexpr double least_cpus = 0.01;
    std::map<std::string, double> by_name; // eight compilers are one answer
    for (const auto& [pid, process] : after.processes) {
        if (pid == self) continue;
        const auto earlier = before.processes.find(pid);
        const bool same = earlier != before.processes.end() && earlier->second.first == process.first;
        const auto ticks = process.second - (same ? earlier->second.second : 0);
        by_name[process.first] += static_cast<double>(ticks) / ticks_per_second / seconds;
    }
    std::vector<BusyProcess> found;
    for (const auto& [name, cpus] : by_name)
        if (cpus > least_cpus) found.push_back({name, cpus});
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.cpus > b.cpus; });
    if (found.size() > most) found.resize(most);
    return found;
}

std::vector<BusyInterrupt> busiest_interrupts(const Moment& before, const Moment& after, int cpu) {
    std::vector<BusyInterrupt> found;
    for (const auto& [name, row] : after.interrupts) {
        // ARM gives its timers and counters numbers, too; every CPU has those.
        if (!scan::number(name) || row.what.find("timer") != std::string::npos ||
            row.what.find("pmu") != std::string::npos)
            continue;
        const auto count = interrupts_of(before, after, name, cpu).value_or(0);
        if (count > 0) found.push_back({name, row.what, count});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.count > b.count; });
    return found;
}

std::optional<std::int64_t> interrupts_of(const Moment& before, const Moment& after, const std::string& name,
                                          int cpu) {
    const auto a = after.interrupts.find(name), b = before.interrupts.find(name);
    if (a == after.interrupts.end() || b == before.interrupts.end()) return std::nullopt;
    return count_on(a->second, cpu) - count_on(b->second, cpu);
}

} // namespace tare::hw
