// Counts instructions and cycles of another process with the CPU's performance monitoring unit, where there
// is one (most virtual machines have none) and the kernel lets us.
//
// Source: perf_event_open(2). Thread safety: none.
#pragma once

#include "base/error.hpp"
#include "hw/perf_events.hpp"

#include <cstdint>

namespace tare::hw {

struct HardwareCounts {
    std::int64_t instructions = 0;
    std::int64_t cycles = 0;
};

class HardwareCounter {
  public:
    /// As SyscallCounter::open. Where the kernel forbids its own part to be counted (perf_event_paranoid 2)
    /// only user mode is counted, and user_mode_only() says so.
    static Result<HardwareCounter> open(int pid);

    /// Since open(). An Error (environment) when the counters had to be shared with somebody else's, since a
    /// part of the time would then be extrapolated.
    Result<HardwareCounts> read();

    [[nodiscard]] bool user_mode_only() const { return user_mode_only_; }

  private:
    HardwareCounter(PerfEvents instructions, PerfEvents cycles, bool user_mode_only)
        : instructions_(std::move(instructions)),
          cycles_(std::move(cycles)),
          user_mode_only_(user_mode_only) {}
    PerfEvents instructions_, cycles_;
    bool user_mode_only_;
};

/// Whether they can be counted here, by trying it on this process.
Result<void> can_count_hardware();

} // namespace tare::hw
