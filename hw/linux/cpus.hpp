// What Linux knows of each logical CPU beyond the topology.
//
// Source: the kernel's Documentation/ABI (sysfs-devices-system-cpu), Documentation/admin-guide/cputopology,
// kernel-parameters (isolcpus, nohz_full), proc(5) (interrupts).
#pragma once

#include "hw/linux/cgroup.hpp"
#include "hw/linux/tree.hpp"
#include "hw/machine.hpp"

#include <map>
#include <string_view>
#include <vector>

namespace tare::hw::platform {

/// Completes the CPUs of the topology: kind, isolation, interrupts, frequency, and which of them are allowed:
/// the affinity mask within our cpuset. Adds those that are present but offline.
void complete_cpus(const Tree&, const Cgroup&, const std::vector<int>& affinity, std::vector<Cpu>& cpus);

/// Device interrupts by CPU, from the text of /proc/interrupts. Timers and the kernel's own interrupts (rows
/// without a number) do not count: every CPU has them.
std::map<int, std::int64_t> device_interrupts(std::string_view text);

} // namespace tare::hw::platform
