// Facts to findings: what each fact is worth, in one place a topic. The limits are said in docs/doctor.md.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/finding.hpp"
#include "bench/doctor/look.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tare::doctor {

using core::Finding;
using core::Grade;
using Findings = std::vector<Finding>;

/// How fast the CPU runs, and whether that changes: governor, turbo, battery, sleep states.
Findings speed_findings(const Look&);
/// Who else is there: load, the core's other thread, steal, interrupts, the tick, what that costs a spin
/// loop.
Findings company_findings(const Look&);
/// Memory: huge pages, swap, NUMA balancing, address randomisation.
Findings memory_findings(const Look&);
/// What the kernel makes dear: clock, system calls, watchdog.
Findings kernel_findings(const Look&);
/// What a container or a limit takes away: CPU quota, cores, network namespace, files, ports.
Findings limit_findings(const Look&);
/// What tare cannot use or count here for want of a privilege: io_uring, system calls, cycles.
Findings privilege_findings(const Look&);

/// All of them, worst first and otherwise in this order, with the sentence.
core::Diagnosis diagnose(const Look&);
/// How far a machine with such findings can be trusted. `measured`: something was, beyond settings.
std::string trust_sentence(const Findings&, bool measured);

/// A finding about that, unknown so far.
Finding about(std::string id, std::string title);
/// "850 ns", "70.9 us", "24.1 ms"
std::string duration_text(std::int64_t ns);
/// The fact of that name, absent where it is unknown or not there.
std::optional<std::string> fact(const std::map<std::string, std::string>& facts, const std::string& name);
/// The measured CPU, absent where no core could be chosen.
std::optional<int> measured_cpu(const Look&);
/// The other online threads of that CPU's core.
std::vector<int> siblings_of(const hw::Machine&, int cpu);
inline constexpr const char* kMeasuredHere = "measured here";

} // namespace tare::doctor
