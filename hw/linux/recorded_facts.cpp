#include "hw/detect.hpp"
#include "hw/hash.hpp"
#include "hw/linux/facts.hpp"
#include "hw/scan.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>

namespace tare::hw::platform {
namespace {

/// Runs of white space become one space: "4096\t131072\t33554432".
std::string single_spaced(std::string_view text) {
    std::string out;
    for (const char c : scan::trimmed(text)) {
        const bool blank = c == ' ' || c == '\t' || c == '\n';
        if (!blank) out += c;
        if (blank && !out.ends_with(' ')) out += ' ';
    }
    return out;
}

/// Files whose text is the fact.
struct PlainFact {
    const char* name;
    const char* file;
};
constexpr std::array kPlain = {
    PlainFact{"aslr", "proc/sys/kernel/randomize_va_space"},
    PlainFact{"cpufreq_driver", "sys/devices/system/cpu/cpu0/cpufreq/scaling_driver"},
    PlainFact{"energy_preference", "sys/devices/system/cpu/cpu0/cpufreq/energy_performance_preference"},
    PlainFact{"kernel_release", "proc/sys/kernel/osrelease"},
    PlainFact{"lo_mtu", "sys/class/net/lo/mtu"},
    PlainFact{"net_core_busy_poll", "proc/sys/net/core/busy_poll"},
    PlainFact{"net_core_busy_read", "proc/sys/net/core/busy_read"},
    PlainFact{"net_core_default_qdisc", "proc/sys/net/core/default_qdisc"},
    PlainFact{"net_core_netdev_max_backlog", "proc/sys/net/core/netdev_max_backlog"},
    PlainFact{"net_core_rmem_max", "proc/sys/net/core/rmem_max"},
    PlainFact{"net_core_somaxconn", "proc/sys/net/core/somaxconn"},
    PlainFact{"net_core_wmem_max", "proc/sys/net/core/wmem_max"},
    PlainFact{"numa_balancing", "proc/sys/kernel/numa_balancing"},
    PlainFact{"perf_event_paranoid", "proc/sys/kernel/perf_event_paranoid"},
    PlainFact{"smt", "sys/devices/system/cpu/smt/control"},
    PlainFact{"tcp_autocorking", "proc/sys/net/ipv4/tcp_autocorking"},
    PlainFact{"tcp_congestion_control", "proc/sys/net/ipv4/tcp_congestion_control"},
    PlainFact{"tcp_limit_output_bytes", "proc/sys/net/ipv4/tcp_limit_output_bytes"},
    PlainFact{"tcp_notsent_lowat", "proc/sys/net/ipv4/tcp_notsent_lowat"},
    PlainFact{"tcp_rmem", "proc/sys/net/ipv4/tcp_rmem"},
    PlainFact{"tcp_sack", "proc/sys/net/ipv4/tcp_sack"},
    PlainFact{"tcp_slow_start_after_idle", "proc/sys/net/ipv4/tcp_slow_start_after_idle"},
    PlainFact{"tcp_timestamps", "proc/sys/net/ipv4/tcp_timestamps"},
    PlainFact{"tcp_wmem", "proc/sys/net/ipv4/tcp_wmem"},
};

/// The parameters that change what is measured, in clear, and a digest of all of them. The rest is not
/// written down: results are published, and people keep names, addresses and keys there.
std::optional<std::string> command_line(const Tree& tree) {
    constexpr std::array<std::string_view, 28> telling = {
        "amd_pstate", "audit",       "clocksource",  "cpufreq.",    "cpuidle.",  "hugepages",  "idle",
        "init_on_",   "intel_idle.", "intel_pstate", "irqaffinity", "isolcpus",  "kpti",       "l1tf",
        "maxcpus",    "mds",         "mitigations",  "nohz",        "nosmt",     "nospectre_", "nr_cpus",
        "preempt",    "processor.",  "rcu_nocbs",    "retbleed",    "skew_tick", "spectre_",   "threadirqs",
    };
    const auto whole = tree.line("proc/cmdline");
    if (!whole) return std::nullopt;
    std::string text;
    std::string_view words = *whole;
    while (const auto word = scan::take_word(words)) {
        if (*word == "--") break; // the rest is for init
        if (std::any_of(telling.begin(), telling.end(), [&](auto name) { return word->starts_with(name); }))
            text += std::string(*word) + ' ';
    }
    return text + "(whole: " + digest(*whole) + ')';
}

/// The word in brackets: "always [madvise] never".
std::optional<std::string> chosen(const std::optional<std::string>& words) {
    if (!words) return std::nullopt;
    return std::string(scan::chosen_word(*words));
}

std::optional<std::string> product(const Tree& tree) {
    if (auto board = tree.line("proc/device-tree/model")) return board;
    const auto vendor = tree.line("sys/class/dmi/id/sys_vendor"),
               name = tree.line("sys/class/dmi/id/product_name");
    if (!vendor && !name) return std::nullopt;
    if (vendor && name && name->starts_with(*vendor)) return single_spaced(*name);
    return single_spaced(vendor.value_or("") + ' ' + name.value_or(""));
}

/// "800-3400" or "2100": what the CPUs run at now.
std::optional<std::string> megahertz(const Tree& tree, const std::vector<Cpu>& cpus) {
    double least = std::numeric_limits<double>::max(), most = 0;
    const auto take = [&](double mhz) {
        if (mhz > 0) least = std::min(least, mhz), most = std::max(most, mhz);
    };
    for (const auto& cpu : cpus) {
        const auto file = fmt::format("sys/devices/system/cpu/cpu{}/cpufreq/scaling_cur_freq", cpu.id);
        if (const auto khz = scan::number(tree.line(file).value_or("")))
            take(static_cast<double>(*khz) / 1000);
    }
    if (most <= 0) {
        const auto text = tree.read("proc/cpuinfo").value_or("");
        std::string_view lines = text;
        while (const auto line = scan::take_line(lines))
            if (const auto mhz = scan::numeric_value(*line, "cpu MHz")) take(static_cast<double>(*mhz));
    }
    if (most <= 0) return std::nullopt;
    return most - least < 1 ? fmt::format("{:.0f}", most) : fmt::format("{:.0f}-{:.0f}", least, most);
}

std::optional<std::string> boot_time(const Tree& tree) {
    const auto seconds = scan::numeric_value(tree.read("proc/stat").value_or(""), "btime");
    if (!seconds) return std::nullopt;
    const auto when = static_cast<std::time_t>(*seconds);
    std::tm utc{};
    if (!::gmtime_r(&when, &utc)) return std::nullopt;
    char text[32];
    return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc));
}

std::optional<std::string> uptime(const Tree& tree) {
    const auto seconds = scan::leading_number(tree.read("proc/uptime").value_or(""));
    return seconds ? std::optional(fmt::format("{}", *seconds)) : std::nullopt;
}

/// "acpitz 41, x86_pkg_temp 52".
std::optional<std::string> temperatures(const Tree& tree) {
    const std::filesystem::path folder = "sys/class/thermal";
    std::string text;
    for (const auto& zone : tree.names(folder)) {
        if (!zone.starts_with("thermal_zone")) continue;
        const auto thousandths = scan::number(tree.line(folder / zone / "temp").value_or(""));
        if (!thousandths) continue;
        const auto type = tree.line(folder / zone / "type").value_or(zone);
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", type, (*thousandths + 500) / 1000);
    }
    return text.empty() ? std::nullopt : std::optional(text);
}

/// "1.50 CPUs (150000 of 100000 us)" or "none".
std::optional<std::string> quota_text(const QuotaReading& reading) {
    if (!reading.tightest) return reading.readable ? std::optional<std::string>("none") : std::nullopt;
    const auto& limit = *reading.tightest;
    return fmt::format("{:.2f} CPUs ({} of {} us)", limit.cpus(), limit.quota_us, limit.period_us);
}

std::optional<std::string> cpuset(const Tree& tree, const Cgroup& cgroup) {
    for (const auto& folder : cgroup.cpuset)
        for (const auto* file : {"cpuset.cpus.effective", "cpuset.effective_cpus", "cpuset.cpus"})
            if (auto cpus = tree.line(folder.lexically_relative(tree.root()) / file)) return cpus;
    return std::nullopt;
}

/// In a container only its own processes can be seen, which says nothing of the machine.
std::optional<std::string> irqbalance(const Tree& tree, bool in_container) {
    bool seen = false;
    for (const auto& name : tree.names("proc")) {
        if (!scan::number(name)) continue;
        const auto command = tree.line(std::filesystem::path("proc") / name / "comm");
        seen = seen || command;
        if (command == "irqbalance") return "running";
    }
    return seen && !in_container ? std::optional<std::string>("not running") : std::nullopt;
}

std::optional<std::string> cpus_where(const std::vector<Cpu>& cpus, bool (*matches)(const Cpu&)) {
    std::vector<int> ids;
    for (const auto& cpu : cpus)
        if (matches(cpu)) ids.push_back(cpu.id);
    return ids.empty() ? std::nullopt : std::optional(scan::cpu_list_text(ids));
}

/// The CPUs that a file lists; it is there and empty (or says "(null)") where there are none.
std::optional<std::string> listed(const Tree& tree, const char* file) {
    const auto text = tree.read(file);
    if (!text) return std::nullopt;
    const auto cpus = scan::cpu_list(*text);
    return cpus.empty() ? "none" : scan::cpu_list_text(cpus);
}

} // namespace

RecordedFacts recorded_facts(const Tree& tree, const Cgroup& cgroup, const Machine& machine) {
    RecordedFacts facts;
    const auto put = [&](const char* name, std::optional<std::string> value) {
        facts[name] = value && !value->empty() ? std::move(*value) : std::string(kUnknown);
    };
    for (const auto& plain : kPlain) {
        const auto text = tree.line(plain.file);
        put(plain.name, text ? std::optional(single_spaced(*text)) : std::nullopt);
    }
    const auto host = tree.line("proc/sys/kernel/hostname");
    put("host", host ? std::optional(digest(*host)) : std::nullopt);
    const auto cpuinfo = tree.read("proc/cpuinfo").value_or("");
    const auto microcode = scan::value(cpuinfo, "microcode");
    put("microcode", microcode ? std::optional(std::string(*microcode)) : std::nullopt);
    put("kernel_command_line", command_line(tree));
    put("product", product(tree));
    put("mhz", megahertz(tree, machine.cpus));
    put("boot_time", boot_time(tree));
    put("uptime_s", uptime(tree));
    put("temperatures_c", temperatures(tree));
    put("cgroup_version", cgroup.version ? std::optional(fmt::format("{}", cgroup.version)) : std::nullopt);
    put("cgroup_cpu_max", quota_text(cpu_quota(tree.root(), cgroup)));
    put("cgroup_cpuset", cpuset(tree, cgroup));
    put("allowed_cpus", cpus_where(machine.cpus, [](const Cpu& cpu) { return cpu.allowed; }));
    put("thp", chosen(tree.line("sys/kernel/mm/transparent_hugepage/enabled")));
    put("isolcpus", listed(tree, "sys/devices/system/cpu/isolated"));
    put("nohz_full", listed(tree, "sys/devices/system/cpu/nohz_full"));
    const auto container = machine.keyed.find("container");
    put("irqbalance", irqbalance(tree, container != machine.keyed.end() && container->second == "yes"));
    if (auto fast = cpus_where(machine.cpus, [](const Cpu& cpu) { return cpu.kind == "performance"; })) {
        put("performance_cpus", std::move(fast));
        put("efficiency_cpus",
            cpus_where(machine.cpus, [](const Cpu& cpu) { return cpu.kind == "efficiency"; }));
    }
    return facts;
}

} // namespace tare::hw::platform
