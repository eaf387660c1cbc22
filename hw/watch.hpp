// Who else used the machine meanwhile: counters of the CPUs, interrupts and processes, before and after.
//
// Source: proc(5) (stat, interrupts, PID/stat). Thread safety: plain values; read_moment reads files only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare::hw {

/// A CPU's time since boot, in the kernel's ticks (1/100 s as a rule).
struct CpuTicks {
    std::int64_t busy = 0; ///< user, nice, system, irq, softirq
    std::int64_t steal = 0;
    std::int64_t idle = 0; ///< and waiting for I/O
};

/// A row of /proc/interrupts.
struct InterruptRow {
    std::string what;                   ///< "virtio1-req.0", or the kernel's own words
    std::map<int, std::int64_t> counts; ///< by CPU
};

struct Moment {
    std::map<int, CpuTicks> cpus;
    std::map<std::string, InterruptRow> interrupts; ///< by name: "36", "LOC"
    std::map<int, std::pair<std::string, std::int64_t>>
        processes; ///< by pid: its name, its ticks of CPU time
};

Moment read_moment(const std::filesystem::path& root);

std::map<int, CpuTicks> cpu_ticks(std::string_view stat);
std::map<std::string, InterruptRow> interrupt_rows(std::string_view interrupts);

/// Between two moments.
struct CpuShares {
    std::optional<double> busy, steal; ///< 0 .. 1; absent where the counters did not move
};
CpuShares shares(const Moment& before, const Moment& after, int cpu);
/// Of all CPUs but these, together.
CpuShares shares_elsewhere(const Moment& before, const Moment& after, const std::vector<int>& cpus);

struct BusyProcess {
    std::string name;
    double cpus = 0; ///< CPU time divided by time: 1.0 is one CPU, all the time
};
/// The busiest, at most `most`, those above 1 % of a CPU, without the process `self`. `seconds`: > 0.
std::vector<BusyProcess> busiest(const Moment& before, const Moment& after, double seconds, int self,
                                 std::size_t most);

struct BusyInterrupt {
    std::string name; ///< "36"
    std::string what;
    std::int64_t count = 0; ///< on that CPU, meanwhile
};
/// Device interrupts (rows with a number) that came to this CPU, most first.
std::vector<BusyInterrupt> busiest_interrupts(const Moment& before, const Moment& after, int cpu);
/// How often the row of that name came to this CPU ("LOC": the local timer); absent where there is none.
std::optional<std::int64_t> interrupts_of(const Moment& before, const Moment& after, const std::string& name,
                                          int cpu);

} // namespace tare::hw
