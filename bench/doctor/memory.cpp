#include "bench/doctor/grades.hpp"

#include <fmt/format.h>

namespace tare::doctor {
namespace {

Finding huge_pages(const Look& look) {
    auto found = about("thp", "huge pages");
    found.where = "/sys/kernel/mm/transparent_hugepage/enabled, defrag";
    const auto enabled = fact(look.machine.recorded, "thp");
    if (!enabled) {
        found.found = "not visible here";
        return found;
    }
    const auto& defrag = look.conditions.thp_defrag;
    found.found = *enabled + (defrag ? ", defrag " + *defrag : "");
    found.grade = *enabled == "always" || defrag == "always" ? Grade::minor : Grade::good;
    if (found.grade == Grade::good) return found;
    found.cost =
        "the kernel compacts memory when a program asks for some, and collapses pages behind its back: two "
        "processes of one program differ";
    found.source = "kernel: Documentation/admin-guide/mm/transhuge";
    found.command = fmt::format("echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/{}",
                                *enabled != "always" ? "defrag"
                                : defrag == "always" ? "{enabled,defrag}"
                                                     : "enabled");
    found.tunable = true;
    return found;
}

Finding swap(const Look& look) {
    constexpr std::int64_t used_kib = 64 * 1024; // what nobody misses may lie in swap for weeks
    auto found = about("swap", "swap");
    found.where = "/proc/meminfo, /proc/vmstat";
    const auto& c = look.conditions;
    if (!c.swap_kib || !c.swap_used_kib) {
        found.found = "not visible here";
        return found;
    }
    found.found = *c.swap_kib == 0
                      ? "none"
                      : fmt::format("{} of {} MiB used", *c.swap_used_kib / 1024, *c.swap_kib / 1024);
    const auto moved = look.watched ? look.watched->swapped_pages : std::nullopt;
    if (moved) {
        found.measured["swapped_pages"] = static_cast<double>(*moved);
        found.found += fmt::format(", {} pages moved meanwhile", *moved);
    }
    found.grade = moved.value_or(0) > 0         ? Grade::serious
                  : *c.swap_used_kib > used_kib ? Grade::minor
                                                : Grade::good;
    if (found.grade == Grade::good) return found;
    found.cost = "a page that is swapped costs milliseconds; rounds in which it happens are left out";
    found.source = "docs/method.md";
    found.advice = "end programs that need much memory; `swapoff -a` is right only if everything fits, else "
                   "processes are killed";
    return found;
}

Finding numa_balancing(const Look& look) {
    auto found = about("numa_balancing", "NUMA balancing");
    found.where = "/proc/sys/kernel/numa_balancing";
    const auto nodes = fact(look.machine.keyed, "numa_nodes");
    const auto state = fact(look.machine.recorded, "numa_balancing");
    if (nodes == "1" || state == "0") {
        found.grade = Grade::good;
        found.found = nodes == "1" ? "one node: nothing to balance" : "off";
        return found;
    }
    found.found = state ? "on" : "not visible here";
    if (!state) return found;
    found.grade = Grade::minor;
    found.cost =
        "the kernel unmaps pages to see who uses them, and moves them: page faults in the middle of a block";
    found.source = "kernel: Documentation/admin-guide/sysctl/kernel, \"numa_balancing\"";
    found.command = "sudo sysctl kernel.numa_balancing=0";
    found.tunable = true;
    return found;
}

Finding randomised_addresses(const Look& look) {
    auto found = about("aslr", "address randomisation");
    found.where = "/proc/sys/kernel/randomize_va_space";
    const auto state = fact(look.machine.recorded, "aslr");
    found.found = !state ? "not visible here" : *state == "0" ? "off" : "on";
    if (!state) return found;
    found.grade = *state == "0" ? Grade::minor : Grade::good;
    if (found.grade == Grade::good) return found;
    found.cost = "every session has the same layout in memory, so that the interval misses what layout does";
    found.source =
        "docs/method.md; Mytkowicz et al., Producing wrong data without doing anything obviously wrong, 2009";
    found.command = "sudo sysctl kernel.randomize_va_space=2";
    found.tunable = true;
    return found;
}

} // namespace

Findings memory_findings(const Look& look) {
    return {huge_pages(look), swap(look), numa_balancing(look), randomised_addresses(look)};
}

} // namespace tare::doctor
