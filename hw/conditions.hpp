// What disturbs measurements on this machine, or could: facts beyond those of machine.hpp, for `tare doctor`.
//
// Like those of detect(), they are read from files under a root, so that a captured machine has them too; an
// absent value could not be read. What only a running machine can say (trials, counters over a while) is in
// trials.hpp and watch.hpp.
//
// Source: the kernel's Documentation/admin-guide (pm/cpuidle, mm/transhuge, sysctl, hw-vuln, cgroup-v2),
// proc(5). Thread safety: plain values; the function reads files only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tare::hw {

/// A state in which an idle CPU sleeps.
struct IdleState {
    int number = 0;                              ///< N of cpuidle/stateN
    std::string name;                            ///< POLL, C1, C6, …
    std::optional<std::int64_t> exit_latency_us; ///< what waking up from it takes, as the driver says
    bool enabled = true;
};

/// CPU time that a control group may use in a period.
struct CpuQuota {
    std::int64_t quota_us = 0, period_us = 0; ///< both > 0
    [[nodiscard]] double cpus() const {
        return static_cast<double>(quota_us) / static_cast<double>(period_us);
    }
};

struct Conditions {
    std::vector<IdleState> idle_states; ///< of the measured CPU; none: no cpuidle driver is visible
    std::vector<std::string> clocks;    ///< available clock sources
    std::map<std::string, std::string> vulnerabilities; ///< name -> "Mitigation: …"
    std::optional<std::string> thp_defrag;
    std::optional<std::int64_t> swap_kib, swap_used_kib;
    std::optional<std::int64_t> nmi_watchdog;
    std::optional<std::int64_t> io_uring_disabled;     ///< 0 anybody may, 1 a group only, 2 nobody
    std::optional<std::int64_t> user_namespaces;       ///< how many there may be
    std::optional<bool> userns_restricted;             ///< for programs without an AppArmor profile
    std::optional<std::int64_t> first_port, last_port; ///< that the kernel gives to clients
    std::optional<bool> on_battery;                    ///< absent: power supplies are not visible
    std::optional<std::int64_t> seccomp_mode;          ///< of this process: 0 none, 1 strict, 2 filters
    std::optional<std::int64_t> seccomp_filters;       ///< how many
    std::optional<CpuQuota> cpu_quota;                 ///< the tightest of our group and those above
    std::string cpu_quota_file;                        ///< where it stands, below the root; empty: no quota
    bool cpu_quota_readable = false;                   ///< so that no quota means that there is none
    std::optional<std::int64_t> throttled; ///< periods in which that quota ran out, since it was set
};

/// `cpu`: the measured one. Whatever cannot be read stays absent.
Conditions read_conditions(const std::filesystem::path& root, int cpu);

} // namespace tare::hw
