#include "bench/doctor/grades.hpp"

#include <fmt/format.h>

namespace tare::doctor {
namespace {

Finding io_uring(const Look& look) {
    auto found = about("io_uring", "io_uring");
    found.where = look.trials ? "io_uring_setup(2), tried" : "/proc/sys/kernel/io_uring_disabled";
    const auto& disabled = look.conditions.io_uring_disabled;
    if (!look.trials) {
        found.found = !disabled        ? "not visible here"
                      : *disabled == 0 ? "allowed by the kernel; not tried"
                                       : "switched off";
        if (disabled && *disabled != 0) found.grade = Grade::minor;
    } else {
        found.grade = look.trials->io_uring ? Grade::good : Grade::minor;
        found.found = look.trials->io_uring ? "works" : look.trials->io_uring.error().message;
    }
    if (found.grade != Grade::minor) return found;
    found.cost = "the io_uring variants are unavailable; the others are measured as ever";
    found.source = "io_uring_setup(2)";
    if (disabled.value_or(0) != 0)
        found.command = "sudo sysctl kernel.io_uring_disabled=0";
    else
        found.advice =
            "docker run --security-opt seccomp=PROFILE, with a profile that allows io_uring_setup, "
            "io_uring_enter and io_uring_register";
    return found;
}

/// What detect_this_machine() found out by trying; absent for a captured machine.
Finding counting(const Look& look, std::string id, std::string title, std::string cost, std::string advice) {
    auto found = about(id, std::move(title));
    found.where = "perf_event_open(2), tried";
    const auto state = fact(look.machine.recorded, id);
    found.found = state.value_or("not tried");
    if (!state) return found;
    found.grade = *state == "available" ? Grade::good : Grade::minor;
    if (found.grade == Grade::good) return found;
    found.cost = std::move(cost);
    found.source = "perf_event_open(2)";
    found.advice = std::move(advice);
    return found;
}

bool is_virtual(const Look& look) {
    return fact(look.machine.keyed, "hypervisor").value_or("none") != "none";
}

} // namespace

Findings privilege_findings(const Look& look) {
    const bool root = look.trials && look.trials->root;
    const auto paranoid = fact(look.machine.recorded, "perf_event_paranoid");
    const bool forbidden = paranoid && *paranoid != "-1" && *paranoid != "0" && *paranoid != "1";
    auto cycles =
        counting(look, "hardware_counters", "hardware counters",
                 "no instructions or cycles an operation; no number changes",
                 is_virtual(look) ? "a machine whose hypervisor does not hide the CPU's counters"
                                  : "`dmesg | grep -i pmu` says whether the kernel found the CPU's counters");
    if (cycles.grade == Grade::minor && forbidden && !root) {
        cycles.command = "sudo sysctl kernel.perf_event_paranoid=1";
        cycles.tunable = true;
    }
    return {io_uring(look),
            counting(look, "syscall_counting", "system call counting",
                     "the column of system calls a message stays empty; no number changes",
                     root ? "docker run --cap-add SYS_ADMIN --cap-add PERFMON, if this is a container"
                          : "run as root, or give tare CAP_PERFMON and make tracefs readable"),
            std::move(cycles)};
}

} // namespace tare::doctor
