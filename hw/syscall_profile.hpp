// Counts the system calls of another process by name: those that programs on a network make.
//
// Each name is a filter of its own on the kernel's raw_syscalls:sys_enter tracepoint, and each system call
// passes all of them: a block in which this is on yields counts and nothing else. It needs what
// SyscallCounter needs.
//
// Source: perf_event_open(2), PERF_EVENT_IOC_SET_FILTER. Thread safety: none.
#pragma once

#include "base/error.hpp"
#include "hw/perf_events.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tare::hw {

class SyscallProfile {
  public:
    /// As SyscallCounter::open.
    static Result<SyscallProfile> open(int pid);

    /// Entered since open(), by name; all that have no name here are "other". Names that did not occur are
    /// left out.
    Result<std::map<std::string, std::int64_t>> read();

  private:
    SyscallProfile(PerfEvents all, std::vector<std::pair<std::string, PerfEvents>> by_name)
        : all_(std::move(all)), by_name_(std::move(by_name)) {}
    PerfEvents all_;
    std::vector<std::pair<std::string, PerfEvents>> by_name_;
};

} // namespace tare::hw
