#include "bench/doctor/grades.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace tare::doctor {
namespace {

bool is_any(const std::string& word, std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(), [&](const char* each) { return word == each; });
}

/// A stamp a message is one reading: at 1 µs it is a tenth of a round trip.
Finding clock(const Look& look) {
    constexpr double minor_ns = 100, serious_ns = 400;
    auto found = about("clock", "clock source");
    found.where = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    const auto source = fact(look.machine.keyed, "clock_source");
    found.found = source.value_or("not visible here");
    if (look.watched) {
        const double ns = look.watched->clock_read_ns;
        found.measured["clock_read_ns"] = ns;
        found.found += fmt::format(", {:.0f} ns a reading", ns);
        found.grade = ns >= serious_ns ? Grade::serious : ns >= minor_ns ? Grade::minor : Grade::good;
        found.source = kMeasuredHere;
    } else if (source) {
        // Those that a program can read without entering the kernel.
        const bool quick =
            is_any(*source, {"tsc", "arch_sys_counter", "kvm-clock", "hyperv_clocksource_tsc_page"});
        found.grade = quick ? Grade::good : Grade::serious;
        found.source = "kernel: Documentation/timers/timekeeping";
    }
    if (found.grade != Grade::minor && found.grade != Grade::serious) {
        found.source.clear();
        return found;
    }
    found.cost = "every message is stamped by the client, so it is part of every round trip";
    const auto& clocks = look.conditions.clocks;
    if (source != "tsc" && std::find(clocks.begin(), clocks.end(), "tsc") != clocks.end())
        found.command =
            "echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource";
    else
        found.advice = "`dmesg | grep -i tsc` says why the CPU's own counter is not used; a virtual machine "
                       "has what its "
                       "host offers";
    return found;
}

/// Mitigations are a cost and no disturbance: they are the same in every round. They are graded only where
/// they make system calls so dear that the library is hardly seen.
Finding system_calls(const Look& look) {
    constexpr double minor_ns = 400, serious_ns = 1'500;
    auto found = about("system_calls", "system calls");
    found.where = "/sys/devices/system/cpu/vulnerabilities, /proc/self/status";
    const auto& weak = look.conditions.vulnerabilities;
    std::vector<std::string> in_force;
    for (const auto& [name, state] : weak)
        if (state.starts_with("Mitigation")) in_force.push_back(name);
    found.found = weak.empty()       ? "mitigations are not visible here"
                  : in_force.empty() ? "no mitigation in force"
                                     : fmt::format("mitigations against {}", fmt::join(in_force, ", "));
    const bool page_tables =
        weak.contains("meltdown") && weak.at("meltdown").find("PTI") != std::string::npos;
    if (page_tables) found.found += " (PTI: each call changes page tables)";
    if (look.conditions.seccomp_mode == 2)
        found.found += fmt::format(
            "; {} seccomp filters on this process",
            look.conditions.seccomp_filters ? fmt::format("{}", *look.conditions.seccomp_filters) : "some");
    if (look.watched && look.watched->system_call_ns) {
        const double ns = *look.watched->system_call_ns;
        found.measured["system_call_ns"] = ns;
        found.found += fmt::format("; {:.0f} ns a call", ns);
        found.grade = ns >= serious_ns ? Grade::serious : ns >= minor_ns ? Grade::minor : Grade::good;
        found.source = kMeasuredHere;
    } else if (!weak.empty()) {
        found.grade = page_tables ? Grade::minor : Grade::good;
        found.source = "kernel: Documentation/admin-guide/hw-vuln";
    }
    if (found.grade != Grade::minor && found.grade != Grade::serious) {
        found.source.clear();
        return found;
    }
    found.cost = "contenders with more system calls look worse than on other machines";
    found.advice =
        found.grade == Grade::serious
            ? "measure outside of the sandbox (gVisor, ptrace) that seems to stand between tare and the "
              "kernel"
            : "leave it: machines in service have mitigations, too, and the hardware key keeps them apart";
    return found;
}

Finding nmi_watchdog(const Look& look) {
    auto found = about("nmi_watchdog", "NMI watchdog");
    found.where = "/proc/sys/kernel/nmi_watchdog";
    const auto& state = look.conditions.nmi_watchdog;
    found.found = !state ? "not visible here" : *state == 0 ? "off" : "on";
    if (!state) return found;
    found.grade = *state == 0 ? Grade::good : Grade::minor;
    if (found.grade == Grade::good) return found;
    found.cost = "it interrupts every core every few seconds and keeps one of the CPU's performance counters";
    found.source = "kernel: Documentation/admin-guide/lockup-watchdogs";
    found.command = "sudo sysctl kernel.nmi_watchdog=0";
    found.tunable = true;
    return found;
}

} // namespace

Findings kernel_findings(const Look& look) { return {clock(look), system_calls(look), nmi_watchdog(look)}; }

} // namespace tare::doctor
