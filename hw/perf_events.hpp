// One kernel event counted over a whole process: an event a thread, since the kernel counts by thread, and
// inherited by what those threads start.
//
// Source: perf_event_open(2). Thread safety: none.
#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tare::hw {

/// What to count: the type and config of perf_event_attr.
struct PerfEvent {
    std::uint32_t type = 0;
    std::uint64_t config = 0;
    bool exclude_kernel = false;
    std::string filter{}; ///< of a tracepoint: what its fields must be; empty: all
};

class PerfEvents {
  public:
    /// An Error (environment) names the reason and, where there is one, the remedy.
    static Result<PerfEvents> open(int pid, const PerfEvent&);

    PerfEvents(PerfEvents&&) noexcept = default;
    PerfEvents& operator=(PerfEvents&&) noexcept;
    ~PerfEvents();

    struct Count {
        std::int64_t value = 0;
        bool shared = false; ///< it was not counted all the time, since the PMU had too few counters
    };
    Result<Count> read();

  private:
    explicit PerfEvents(std::vector<int> descriptors) : descriptors_(std::move(descriptors)) {}
    std::vector<int> descriptors_;
};

} // namespace tare::hw
