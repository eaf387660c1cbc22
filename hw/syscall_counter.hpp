// Counts the system calls of another process with the kernel's raw_syscalls:sys_enter tracepoint.
//
// Counting makes each system call dearer (tens to hundreds of nanoseconds): a block in which it is on yields
// counts and no times. It needs root or CAP_PERFMON with a readable tracefs; where that is not given, open()
// says what is missing.
//
// Source: perf_event_open(2). Thread safety: none.
#pragma once

#include "base/error.hpp"
#include "hw/perf_events.hpp"

#include <cstdint>

namespace tare::hw {

class SyscallCounter {
  public:
    /// Starts counting on every thread the process has, and on those (and the children) they start from now
    /// on. An Error (environment) says why it cannot be done here.
    static Result<SyscallCounter> open(int pid);

    /// System calls entered since open().
    Result<std::int64_t> read();

  private:
    explicit SyscallCounter(PerfEvents events) : events_(std::move(events)) {}
    PerfEvents events_;
};

/// Whether they can be counted here, by trying it on this process.
Result<void> can_count_syscalls();

} // namespace tare::hw
