// Names for the units that cross a seam. Everything else carries its unit in its name (p99_ns, rss_bytes).
#pragma once

#include <chrono>
#include <cstdint>

namespace tare {

using Nanoseconds = std::chrono::nanoseconds;
using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::duration<double>;

/// A monotonic stamp in nanoseconds: CLOCK_MONOTONIC on Linux, QueryPerformanceCounter on Windows. The
/// same clock in every process of one machine, so stamps of two ends can be subtracted.
using StampNs = std::int64_t;

} // namespace tare
