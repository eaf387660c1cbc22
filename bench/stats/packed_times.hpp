// The times of a block as a histogram that takes little room: a block has a few hundred different times among
// thousands, and a run has a hundred thousand blocks.
//
// The counters are Histogram's, so packing and adding up gives the very histogram that recording each time
// would have given. Layout of the bytes: for each counter that is not empty, in ascending order, the distance
// of its index to the one before (to 0 for the first) and its count, each as LEB128.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/sample.hpp"
#include "bench/stats/histogram.hpp"

#include <cstdint>
#include <span>

namespace tare::stats {

[[nodiscard]] core::PackedTimes pack(std::span<const std::int64_t> times_ns);

/// Adds what was packed, as if each time had been recorded.
void add(Histogram& histogram, const core::PackedTimes& times);

} // namespace tare::stats
