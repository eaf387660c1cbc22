// Another process's counters, read from outside at the edges of a block. Descriptors stay open, so that a
// reading costs a few system calls a thread and opens nothing.
//
// Source: clock_getcpuclockid(3), proc(5) (stat, status, smaps_rollup), the kernel's
// Documentation/scheduler/sched-stats (schedstat).
// Thread safety: none; a reader belongs to one thread.
#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tare::hw {

/// Since the process began, all its threads, also those that have ended while we watched. Absent: could not
/// be read here.
struct ProcessCounters {
    std::int64_t cpu_ns = 0; ///< user + system; nanoseconds even where /proc counts in ticks
    std::optional<std::int64_t> voluntary_switches;
    std::optional<std::int64_t> involuntary_switches;
    std::optional<std::int64_t> minor_faults;
    std::optional<std::int64_t> major_faults;
    std::optional<std::int64_t> run_delay_ns; ///< runnable, but waiting for a CPU
    /// Of children that have ended and were waited for, theirs included; a multiple of the clock tick. Not in
    /// cpu_ns.
    std::optional<std::int64_t> ended_children_cpu_ns;
};

class ProcessReader {
  public:
    /// An Error (contender) when there is no such process.
    static Result<ProcessReader> open(int pid);

    ProcessReader(ProcessReader&&) noexcept;
    ProcessReader& operator=(ProcessReader&&) noexcept;
    ~ProcessReader();

    /// An Error (contender) when the process has ended.
    Result<ProcessCounters> read();

  private:
    struct State;
    explicit ProcessReader(std::unique_ptr<State>);
    std::unique_ptr<State> state_;
};

/// The processes that this one has started and that still live; absent where the kernel does not say (it was
/// built without CONFIG_PROC_CHILDREN) or there is no such process.
std::optional<std::vector<int>> children_of(int pid);

/// How much of its CPU time a process spent in itself and in the kernel. By the clock tick's sampling: of use
/// over a second, not over a block.
struct CpuSplit {
    std::int64_t user_ticks = 0, kernel_ticks = 0;
};
std::optional<CpuSplit> read_cpu_split(int pid);

struct MemoryReading {
    std::optional<std::int64_t> rss_bytes;
    std::optional<std::int64_t> rss_peak_bytes; ///< the most it ever was
    std::optional<std::int64_t> pss_bytes;      ///< shared pages counted by their share
};
/// Not for block edges: the kernel walks the whole address space for the PSS.
MemoryReading read_memory(int pid);

} // namespace tare::hw
