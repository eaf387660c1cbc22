#include "bench/doctor/grades.hpp"
#include "hw/scan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tare::doctor {
namespace {

constexpr double kMinorShare = 0.001, kSeriousShare = 0.01; // of a core's time

Grade by_share(double share, double minor = kMinorShare, double serious = kSeriousShare) {
    return share >= serious ? Grade::serious : share >= minor ? Grade::minor : Grade::good;
}

std::string per_cent(double share) { return fmt::format("{:.2f} %", share * 100); }

/// The verdict over all the others: whatever takes the core away shows here.
Finding jitter(const Look& look) {
    auto found = about("jitter", "jitter");
    const auto cpu = measured_cpu(look);
    found.where = cpu ? fmt::format("a spin loop on CPU {}", *cpu) : "a spin loop";
    if (!look.watched || !look.watched->jitter) {
        found.found = look.watched ? "the clock is too slow to see gaps with" : "not measured";
        return found;
    }
    const auto& seen = *look.watched->jitter;
    found.measured = {{"gap_p50_ns", static_cast<double>(seen.p50_ns)},
                      {"gap_p99_ns", static_cast<double>(seen.p99_ns)},
                      {"gap_max_ns", static_cast<double>(seen.max_ns)},
                      {"lost_over_1us", seen.lost_1us},
                      {"lost_over_10us", seen.lost_10us},
                      {"seconds", seen.seconds}};
    found.found = fmt::format(
        "{} of the time lost in gaps over 1 us, {} in gaps over 10 us; a gap is {} (median), {} (p99), "
        "{} (longest)",
        per_cent(seen.lost_1us), per_cent(seen.lost_10us), duration_text(seen.p50_ns),
        duration_text(seen.p99_ns), duration_text(seen.max_ns));
    found.grade = by_share(seen.lost_1us);
    if (found.grade == Grade::good) return found;
    found.cost = fmt::format(
        "that share of the time on the clock is not the contender's, and a message that meets a gap is as "
        "late as it is long, up to {} here",
        duration_text(seen.max_ns));
    found.source = kMeasuredHere;
    found.advice = "first what else stands here; the rest is the hypervisor's or the firmware's";
    return found;
}

Finding load(const Look& look) {
    constexpr double minor_elsewhere = 0.10, serious_elsewhere = 0.50;
    auto found = about("load", "other load");
    found.where = "/proc/stat";
    if (!look.watched || !look.watched->core_at_rest.busy) {
        found.found = look.watched ? "the CPU's counters did not move" : "not measured";
        return found;
    }
    const auto& watched = *look.watched;
    const double core = *watched.core_at_rest.busy, others = watched.elsewhere.busy.value_or(0);
    found.measured["core_busy"] = core;
    if (watched.elsewhere.busy) found.measured["elsewhere_busy"] = others;
    found.found =
        fmt::format("the measured CPU was {:.0f} % busy while tare rested{}", core * 100,
                    watched.elsewhere.busy ? fmt::format(", the other CPUs {:.0f} %", others * 100) : "");
    std::vector<std::string> names;
    for (const auto& process : watched.busiest)
        names.push_back(fmt::format("{} {:.0f} %", process.name, process.cpus * 100));
    if (!names.empty()) found.found += fmt::format(" ({})", fmt::join(names, ", "));
    found.grade = std::min(by_share(core, 0.01, 0.05), by_share(others, minor_elsewhere, serious_elsewhere));
    if (found.grade == Grade::good) return found;
    found.cost = "others use the core, or the cache and memory beside it";
    found.source = kMeasuredHere;
    if (watched.run_delay_ns) {
        found.measured["run_delay_ns"] = static_cast<double>(*watched.run_delay_ns);
        found.cost += fmt::format("; the spin loop waited {} for its CPU in {:.1f} s",
                                  duration_text(*watched.run_delay_ns), watched.spin_s);
    }
    found.advice = names.empty() ? "wait until it is quiet (`top`), then measure"
                                 : "end or wait for: " + watched.busiest.front().name;
    return found;
}

Finding smt(const Look& look) {
    constexpr double busy_sibling = 0.05;
    auto found = about("smt", "SMT sibling");
    const auto cpu = measured_cpu(look);
    found.where = cpu ? fmt::format("/sys/devices/system/cpu/cpu{}/topology", *cpu) : "topology";
    if (!cpu) {
        found.found = "there is no core to measure on";
        return found;
    }
    const auto siblings = siblings_of(look.machine, *cpu);
    if (siblings.empty()) {
        const bool real = fact(look.machine.keyed, "hypervisor") == "none";
        found.grade = real ? Grade::good : Grade::unknown;
        found.found =
            real ? "there is none"
                 : "none is shown; a hypervisor may put two virtual CPUs, or a neighbour's, on one core";
        return found;
    }
    found.found = fmt::format("CPU {} is the same core", hw::scan::cpu_list_text(siblings));
    found.grade = Grade::minor;
    found.cost = "what runs there takes a good part of the core, and no counter of the measured CPU shows it";
    found.source = "Intel 64 and IA-32 optimization manual, \"Hyper-Threading\"";
    if (look.watched && look.watched->sibling_busy) {
        found.measured["sibling_busy"] = *look.watched->sibling_busy;
        found.found += fmt::format(", {:.0f} % busy", *look.watched->sibling_busy * 100);
        if (*look.watched->sibling_busy >= busy_sibling) found.grade = Grade::serious;
    }
    found.command = fmt::format("echo 0 | sudo tee /sys/devices/system/cpu/cpu{}/online",
                                siblings.size() == 1 ? fmt::format("{}", siblings.front())
                                                     : fmt::format("{{{}}}", fmt::join(siblings, ",")));
    found.advice = "the number of CPUs is in the hardware key, so results before and after are not compared";
    return found;
}

Finding steal(const Look& look) {
    auto found = about("steal", "steal time");
    found.where = "/proc/stat";
    if (!look.watched || !look.watched->steal) {
        found.found = look.watched ? "the kernel does not count it" : "not measured";
        return found;
    }
    const double share = *look.watched->steal;
    found.measured["steal"] = share;
    found.found = fmt::format("{} of the measured CPU's time, in steps of 10 ms", per_cent(share));
    found.grade = by_share(share);
    if (found.grade == Grade::good) return found;
    found.cost = "the hypervisor runs somebody else on this CPU; rounds with steal are left out of a result";
    found.source = "docs/method.md";
    found.advice = "measure at another time, or on a machine with dedicated CPUs";
    return found;
}

Finding interrupts(const Look& look) {
    constexpr double minor_rate = 10, serious_rate = 1000;
    auto found = about("interrupts", "device interrupts");
    found.where = "/proc/interrupts";
    const auto cpu = measured_cpu(look);
    if (!look.watched || !cpu) {
        found.found = "not measured";
        return found;
    }
    std::int64_t sum = 0;
    std::vector<std::string> names;
    for (const auto& device : look.watched->devices) {
        sum += device.count;
        if (names.size() < 3) names.push_back(fmt::format("{} {}", device.name, device.what));
    }
    const double rate = static_cast<double>(sum) / (look.watched->rest_s + look.watched->spin_s);
    found.measured["per_second"] = rate;
    found.found = fmt::format("{:.0f} a second on CPU {}", rate, *cpu);
    if (!names.empty()) found.found += fmt::format(" ({})", fmt::join(names, ", "));
    found.grade = rate >= serious_rate ? Grade::serious : rate >= minor_rate ? Grade::minor : Grade::good;
    if (found.grade == Grade::good) return found;
    found.cost = "each takes some microseconds and empties a part of the cache";
    found.source = "kernel: Documentation/core-api/irq/irq-affinity";
    std::vector<int> others;
    for (const auto& other : look.machine.cpus)
        if (other.online && other.allowed && other.id != *cpu) others.push_back(other.id);
    if (others.empty()) {
        found.advice = "a machine with more than one CPU";
    } else {
        found.command = fmt::format("echo {} | sudo tee /proc/irq/{}/smp_affinity_list",
                                    hw::scan::cpu_list_text(others), look.watched->devices.front().name);
        found.tunable = true;
    }
    return found;
}

Finding irqbalance(const Look& look) {
    auto found = about("irqbalance", "irqbalance");
    found.where = "/proc/*/comm";
    const auto state = fact(look.machine.recorded, "irqbalance");
    found.found = state.value_or("the machine's processes cannot be seen from a container");
    if (state) found.grade = *state == "running" ? Grade::minor : Grade::good;
    if (found.grade != Grade::minor) return found;
    found.cost = "it moves interrupts between CPUs every ten seconds, onto the measured one, too";
    found.source = "irqbalance(1)";
    found.command = "sudo systemctl stop irqbalance";
    return found;
}

Finding isolation(const Look& look) {
    auto found = about("isolation", "core isolation");
    found.where = "/sys/devices/system/cpu/isolated, nohz_full";
    const auto cpu = measured_cpu(look);
    const auto isolated = fact(look.machine.recorded, "isolcpus"),
               nohz = fact(look.machine.recorded, "nohz_full");
    if (!cpu || (!isolated && !nohz)) {
        found.found = "not visible here";
        return found;
    }
    const bool kept_free = std::any_of(look.machine.cpus.begin(), look.machine.cpus.end(),
                                       [&](const hw::Cpu& c) { return c.id == *cpu && c.isolated; });
    found.found = fmt::format("CPU {} is {}", *cpu, kept_free ? "isolated" : "open to every process");
    if (look.watched && look.watched->timer_ticks && look.watched->spin_s > 0) {
        const double rate = static_cast<double>(*look.watched->timer_ticks) / look.watched->spin_s;
        found.measured["timer_ticks_per_second"] = rate;
        found.found += fmt::format("; the timer came {:.0f} times a second", rate);
    }
    found.grade = kept_free ? Grade::good : Grade::minor;
    if (kept_free) return found;
    found.cost = "the scheduler may put anything on it, and its timer ticks";
    found.source = "kernel: Documentation/admin-guide/kernel-parameters, Documentation/timers/no_hz";
    auto core = siblings_of(look.machine, *cpu);
    core.push_back(*cpu);
    std::sort(core.begin(), core.end());
    const auto list = hw::scan::cpu_list_text(core);
    found.advice = core.size() < look.machine.cpus.size()
                       ? fmt::format("boot with: isolcpus={0} nohz_full={0} rcu_nocbs={0}", list)
                       : "none: this machine has no CPU to give away";
    return found;
}

Finding virtual_machine(const Look& look) {
    auto found = about("hypervisor", "hypervisor");
    found.where = "cpuid, /sys/hypervisor, device tree, DMI";
    const auto kind = fact(look.machine.keyed, "hypervisor");
    if (!kind) {
        found.found = "nothing says whether there is one";
        return found;
    }
    found.found = *kind;
    found.grade = *kind == "none" ? Grade::good : Grade::minor;
    if (found.grade == Grade::good) return found;
    found.cost = "the host's frequency, sleep states and neighbours cannot be seen, and change absolute "
                 "numbers by the minute";
    found.source = "docs/method.md";
    found.advice = "a machine of its own, or dedicated CPUs; ratios to the floor hold up on this one";
    return found;
}

} // namespace

Findings company_findings(const Look& look) {
    return {jitter(look),     load(look),       steal(look),     smt(look),
            interrupts(look), irqbalance(look), isolation(look), virtual_machine(look)};
}

} // namespace tare::doctor
