// What one block yields: exactly what was read, nothing computed.
#pragma once

#include "base/units.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tare::core {

/// Differences of one process's counters over one block, read from outside at the block's edges.
/// Absent means that it could not be read here; it is never 0 then.
struct SideCounters {
    std::int64_t cpu_ns = 0; ///< CLOCK_PROCESS_CPUTIME_ID of that process: user + system, all threads
    std::optional<std::int64_t> voluntary_switches;
    std::optional<std::int64_t> involuntary_switches;
    std::optional<std::int64_t> minor_faults;
    std::optional<std::int64_t> major_faults;
    std::optional<std::int64_t> run_delay_ns; ///< runnable but waiting for the core (schedstat)
};

/// What the machine did meanwhile: the covariates for which alone a round may be dropped.
struct Disturbance {
    std::optional<std::int64_t> steal_ns;  ///< /proc/stat of the measured cores
    std::optional<std::int64_t> throttled; ///< cgroup nr_throttled
    std::optional<std::int64_t> swapped;   ///< pages in and out
    std::optional<std::int64_t> net_rx_softirqs;
    std::optional<std::int64_t> tcp_retransmits;
};

/// What does the same work always, on the measured core, in a session: where it changes, the machine did.
struct Canary {
    std::optional<double> spin_loop_ns; ///< a turn of a loop of arithmetic: the core's own speed
    std::optional<double>
        system_call_ns; ///< a system call that does nothing: the way into the kernel and back
};

/// One time an operation, as counts of nearly equal ones (to 0.1 %): made and read by
/// bench/stats/packed_times.
struct PackedTimes {
    std::vector<std::uint8_t> counters;
    std::int64_t count = 0;
    std::int64_t saturated = 0;          ///< outside of what a histogram holds
    std::int64_t min_ns = 0, max_ns = 0; ///< exact
    double sum_ns = 0;
};

/// How evenly the operations of a block fell on its connections.
struct PerConnection {
    std::int64_t least = 0, median = 0, most = 0;
};

/// What a block of the rate workload has besides.
struct OpenLoopSample {
    std::int64_t rate_per_s = 0;   ///< planned
    std::int64_t sent_in_time = 0; ///< of the planned messages, which are the operations
    PackedTimes service;  ///< from when a message was sent; Sample::latencies count from when it was due
    PackedTimes lateness; ///< from when it was due until it was sent
};

/// One timed stretch of one arm.
struct Sample {
    int session = 0;  ///< from 0
    int round = 0;    ///< from 0 within the session
    int position = 0; ///< from 0 within the round
    std::int64_t operations = 0;
    std::int64_t bytes = 0; ///< payload bytes, one way
    StampNs started_ns = 0;
    StampNs ended_ns = 0;
    SideCounters server;
    SideCounters client;
    Disturbance disturbance;
    PackedTimes latencies; ///< one an operation
    std::optional<OpenLoopSample> open_loop{};
    std::optional<PerConnection> per_connection{}; ///< of several connections, where the client tells
};

} // namespace tare::core
