// How evenly a core runs: a loop that does nothing but read the clock, and the gaps between its readings.
// What takes the core away (interrupts, other threads, the hypervisor) shows as a long gap, whatever it is
// called.
//
// Source: the idea is that of sysjitter and of the kernel's hwlat tracer and osnoise
// (Documentation/trace/osnoise-tracer). Thread safety: summarize is pure; the others belong to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tare::hw {

/// Gaps of a spin loop, exact: those below kShortGaps ns by their length, the others one by one.
struct Gaps {
    static constexpr std::size_t kShortGaps = 1024;
    std::vector<std::int64_t> short_counts = std::vector<std::int64_t>(kShortGaps); ///< [n]: gaps of n ns
    std::vector<std::int64_t> long_ns; ///< in the order they came
    bool overflowed = false;           ///< there were more long gaps than room for them: no summary
};

struct Jitter {
    std::int64_t gaps = 0;
    std::int64_t p50_ns = 0, p99_ns = 0, max_ns = 0; ///< nearest rank
    double lost_1us = 0;  ///< share of the time that lies in gaps of more than 1 µs, 0 .. 1
    double lost_10us = 0; ///< of more than 10 µs
    double seconds = 0;   ///< that the gaps make up together
};

/// Absent for no gaps, for an overflow, and where the median is above 1 µs: reading the clock takes so long
/// then that every gap would be a loss.
std::optional<Jitter> summarize(const Gaps&);

/// Spins on the calling thread, which the caller has pinned. Allocates before, not while it spins.
Gaps spin_gaps(std::chrono::nanoseconds duration);

/// What reading the clock costs, and what a system call costs that does nothing (getppid): the median over
/// batches, in nanoseconds. The system call is absent where the platform has none to try.
double clock_read_ns();
std::optional<double> system_call_ns();

/// What a turn of a loop of arithmetic takes that needs each result for the next: the median over batches, in
/// nanoseconds. It follows the core's own speed, and nothing else does.
double spin_loop_ns();

/// How late a thread wakes that slept for 1 ms, `times` times over: nearest-rank median and p99. It holds the
/// way out of the sleep state of the CPU, and the scheduler.
struct WakeUp {
    std::int64_t p50_ns = 0, p99_ns = 0;
};
std::optional<WakeUp> late_wake_ups(int times);

/// The value at the nearest rank of `share` (0 < share ≤ 1); sorts the values. At least one value.
std::int64_t at_rank(std::span<std::int64_t> values, double share);

} // namespace tare::hw
