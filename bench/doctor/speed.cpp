#include "bench/doctor/grades.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tare::doctor {
namespace {

/// These drivers leave the frequency to the CPU, whatever their governor is called.
bool cpu_decides(const std::string& driver) {
    return driver == "intel_pstate" || driver == "amd-pstate-epp" || driver == "amd_pstate_epp";
}

Finding governor(const Look& look) {
    auto found = about("governor", "frequency governor");
    found.where = "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor";
    const auto name = fact(look.machine.keyed, "governor");
    if (!name) {
        found.found = "none is visible: the hypervisor, the firmware or the kernel decides alone";
        return found;
    }
    const auto driver = fact(look.machine.recorded, "cpufreq_driver").value_or("an unnamed driver");
    found.found = fmt::format("{} ({})", *name, driver);
    if (*name == "performance") {
        found.grade = Grade::good;
        return found;
    }
    // With those drivers "powersave" is no fixed low frequency; the CPU follows the load within a
    // millisecond.
    found.grade = cpu_decides(driver) && *name == "powersave" ? Grade::minor : Grade::serious;
    found.cost =
        found.grade == Grade::minor
            ? "the CPU changes its frequency with the load by itself; the beginning of a block may be slower "
              "than its end"
            : "the kernel changes the frequency with the load, after milliseconds: two blocks of one "
              "round may run at different frequencies";
    found.source = "kernel: Documentation/admin-guide/pm/cpufreq, pm/intel_pstate";
    found.command = "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor";
    found.tunable = true;
    return found;
}

Finding turbo(const Look& look) {
    auto found = about("turbo", "turbo");
    const auto driver = fact(look.machine.recorded, "cpufreq_driver").value_or("");
    const bool intel = driver.starts_with("intel");
    const std::string file =
        intel ? "/sys/devices/system/cpu/intel_pstate/no_turbo" : "/sys/devices/system/cpu/cpufreq/boost";
    found.where = file;
    const auto state = fact(look.machine.keyed, "turbo");
    if (!state) {
        found.found = "not visible here";
        return found;
    }
    found.found = *state;
    if (*state == "off") {
        found.grade = Grade::good;
        return found;
    }
    found.grade = Grade::minor;
    found.cost =
        "the frequency depends on how warm the CPU is and on how many cores work, so it drifts within "
        "minutes; ratios to the floor hardly see it";
    found.source = "kernel: Documentation/admin-guide/pm/cpufreq, \"boost\"";
    found.command = fmt::format("echo {} | sudo tee {}", intel ? 1 : 0, file);
    found.tunable = true;
    return found;
}

Finding power(const Look& look) {
    auto found = about("power", "power supply");
    found.where = "/sys/class/power_supply";
    const auto& battery = look.conditions.on_battery;
    found.found = !battery ? "not visible here" : *battery ? "battery" : "no battery in use";
    if (!battery) return found;
    found.grade = *battery ? Grade::serious : Grade::good;
    if (!*battery) return found;
    found.cost = "firmware and CPU save power on a battery, by their own rules";
    found.source = "kernel: Documentation/admin-guide/pm/intel_pstate, \"energy performance\"";
    found.advice = "plug it in";
    return found;
}

/// What the sleep states' own table promises, and what was measured.
Finding sleep_states(const Look& look) {
    // A wake-up that is later than this is longer than a round trip on one core.
    constexpr std::int64_t long_us = 10, serious_us = 200;
    constexpr double busy_core = 0.05;
    auto found = about("sleep_states", "sleep states");
    const auto cpu = measured_cpu(look);
    found.where = cpu ? fmt::format("/sys/devices/system/cpu/cpu{}/cpuidle/state*", *cpu) : "cpuidle";
    const hw::IdleState* deepest = nullptr;
    std::vector<std::string> enabled;
    std::vector<int> deep;
    for (const auto& state : look.conditions.idle_states) {
        if (!state.enabled) continue;
        enabled.push_back(state.exit_latency_us ? fmt::format("{} {} us", state.name, *state.exit_latency_us)
                                                : state.name);
        if (state.exit_latency_us.value_or(0) > long_us) deep.push_back(state.number);
        if (state.exit_latency_us && (!deepest || *state.exit_latency_us > *deepest->exit_latency_us))
            deepest = &state;
    }
    found.found = enabled.empty() ? "none is visible here" : fmt::format("{}", fmt::join(enabled, ", "));
    std::int64_t worst_us = deepest ? *deepest->exit_latency_us : 0;
    bool known = deepest != nullptr, measured = false;
    if (look.watched && look.watched->wake_up) {
        const auto& late = *look.watched->wake_up;
        found.measured = {{"wake_up_late_p50_ns", static_cast<double>(late.p50_ns)},
                          {"wake_up_late_p99_ns", static_cast<double>(late.p99_ns)}};
        found.found += fmt::format("; a thread that slept for 1 ms woke {} late (median; p99 {})",
                                   duration_text(late.p50_ns), duration_text(late.p99_ns));
        // Where others use the core, being late is mostly waiting for them: that is another finding.
        if (look.watched->core_at_rest.busy.value_or(0) < busy_core) {
            worst_us = late.p50_ns / 1'000;
            measured = known = true;
        }
    }
    if (!known) return found;
    found.grade = worst_us <= long_us ? Grade::good : worst_us < serious_us ? Grade::minor : Grade::serious;
    if (found.grade == Grade::good) return found;
    found.cost = fmt::format(
        "blocking ends on two cores wait about {} us for a message to wake them; those on one core hardly do",
        worst_us);
    found.source = measured ? kMeasuredHere : "kernel: Documentation/admin-guide/pm/cpuidle, \"latency\"";
    if (!deep.empty()) {
        const auto which =
            deep.size() == 1 ? fmt::format("{}", deep.front()) : fmt::format("{{{}}}", fmt::join(deep, ","));
        found.command = fmt::format("echo 1 | sudo tee /sys/devices/system/cpu/cpu{}/cpuidle/state{}/disable",
                                    *cpu, which);
        found.tunable = true;
    } else {
        found.advice =
            "measure both ends on one core, or a case that spins (echo-256-split-spin); sleep states of a "
            "host cannot be reached from here";
    }
    return found;
}

} // namespace

Findings speed_findings(const Look& look) {
    return {governor(look), turbo(look), power(look), sleep_states(look)};
}

} // namespace tare::doctor
