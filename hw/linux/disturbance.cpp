#include "hw/disturbance.hpp"

#include "hw/linux/cgroup.hpp"
#include "hw/linux/descriptor.hpp"
#include "hw/scan.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>

namespace tare::hw {
namespace {

using platform::Descriptor;
using Count = std::optional<std::int64_t>;

void add_known(Count& sum, const Count& value) {
    if (value) sum = scan::sum(sum.value_or(0), *value);
}

/// Steal is the eighth number of a CPU's line (proc(5)). The numbers of all interrupts follow the CPUs in
/// this file and are skipped.
Count steal_ticks(std::string_view stat, const std::vector<int>& cpus) {
    Count sum;
    while (auto line = scan::take_line(stat)) {
        const auto name = scan::take_word(*line);
        if (!name || !name->starts_with("cpu")) break;
        const auto cpu = scan::number(name->substr(3));
        if (!cpu || std::find(cpus.begin(), cpus.end(), *cpu) == cpus.end()) continue;
        std::optional<std::string_view> word;
        for (int field = 0; field < 8; ++field) word = scan::take_word(*line);
        if (word) add_known(sum, scan::number(*word));
    }
    return sum;
}

Count swapped_pages(std::string_view vmstat) {
    const auto in = scan::numeric_value(vmstat, "pswpin"), out = scan::numeric_value(vmstat, "pswpout");
    if (!in || !out) return std::nullopt; // a kernel without swap
    return scan::sum(*in, *out);
}

/// The columns are named in the first line, since CPUs may be missing: "CPU0 CPU1 CPU3".
Count net_rx(std::string_view softirqs, const std::vector<int>& cpus) {
    auto header = scan::take_line(softirqs);
    if (!header) return std::nullopt;
    while (auto line = scan::take_line(softirqs)) {
        if (scan::take_word(*line) != "NET_RX:") continue;
        Count sum;
        while (const auto column = scan::take_word(*header)) {
            const auto value = scan::take_word(*line);
            if (!value || !column->starts_with("CPU")) break;
            const auto cpu = scan::number(column->substr(3));
            if (cpu && std::find(cpus.begin(), cpus.end(), *cpu) != cpus.end())
                add_known(sum, scan::number(*value));
        }
        return sum;
    }
    return std::nullopt;
}

/// "Tcp:" twice: the names, then the values.
Count retransmits(std::string_view snmp) {
    std::optional<std::string_view> names;
    while (auto line = scan::take_line(snmp)) {
        if (!line->starts_with("Tcp: ")) continue;
        if (!names) {
            names = line;
            continue;
        }
        while (const auto name = scan::take_word(*names)) {
            const auto value = scan::take_word(*line);
            if (!value) break;
            if (*name == "RetransSegs") return scan::number(*value);
        }
        break;
    }
    return std::nullopt;
}

} // namespace

struct DisturbanceReader::State {
    std::vector<int> cpus;
    std::int64_t ns_per_tick = 0;
    Descriptor stat, vmstat, softirqs, snmp;
    std::vector<Descriptor> cpu_stats; ///< one a control group that may throttle us
    std::string buffer;
};

DisturbanceReader::DisturbanceReader(const std::vector<int>& cpus, const std::filesystem::path& root)
    : state_(std::make_unique<State>()) {
    const auto open = [&](const char* file) { return Descriptor::open((root / file).string()); };
    state_->cpus = cpus;
    const long ticks_per_s = ::sysconf(_SC_CLK_TCK);
    state_->ns_per_tick = 1'000'000'000 / (ticks_per_s > 0 ? ticks_per_s : 100);
    state_->stat = open("proc/stat");
    state_->vmstat = open("proc/vmstat");
    state_->softirqs = open("proc/softirqs");
    state_->snmp = open("proc/self/net/snmp");
    for (const auto& folder : platform::find_cgroup(root).cpu)
        if (auto file = Descriptor::open((folder / "cpu.stat").string()))
            state_->cpu_stats.push_back(std::move(file));
}

DisturbanceReader::DisturbanceReader(DisturbanceReader&&) noexcept = default;
DisturbanceReader& DisturbanceReader::operator=(DisturbanceReader&&) noexcept = default;
DisturbanceReader::~DisturbanceReader() = default;

DisturbanceCounters DisturbanceReader::read() {
    auto& s = *state_;
    DisturbanceCounters found;
    if (const auto text = s.stat.text(s.buffer))
        if (const auto ticks = steal_ticks(*text, s.cpus))
            found.steal_ns = scan::product(*ticks, s.ns_per_tick);
    for (const auto& cpu_stat : s.cpu_stats)
        if (const auto text = cpu_stat.text(s.buffer))
            add_known(found.throttled, scan::numeric_value(*text, "nr_throttled"));
    if (const auto text = s.vmstat.text(s.buffer)) found.swapped_pages = swapped_pages(*text);
    if (const auto text = s.softirqs.text(s.buffer)) found.net_rx_softirqs = net_rx(*text, s.cpus);
    if (const auto text = s.snmp.text(s.buffer)) found.tcp_retransmits = retransmits(*text);
    return found;
}

DisturbanceCounters difference(const DisturbanceCounters& after, const DisturbanceCounters& before) {
    const auto minus = [](const Count& a, const Count& b) -> Count {
        if (!a || !b) return std::nullopt;
        return *a - *b;
    };
    return {minus(after.steal_ns, before.steal_ns), minus(after.throttled, before.throttled),
            minus(after.swapped_pages, before.swapped_pages),
            minus(after.net_rx_softirqs, before.net_rx_softirqs),
            minus(after.tcp_retransmits, before.tcp_retransmits)};
}

} // namespace tare::hw
