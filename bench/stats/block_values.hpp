// What one block says: costs an operation, as logarithms, and their ratios to the floor in the same round.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/sample.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace tare::stats {

enum class Metric { wall, cpu_server, cpu_client, cpu_sum };
inline constexpr std::size_t kMetrics = 4;

/// ln(ns an operation) of each metric; absent where the block has no such time: a process whose CPU time
/// could not be read, or is below the clock's resolution, has none.
using BlockValues = std::array<std::optional<double>, kMetrics>;

/// Of a block that did not fail.
[[nodiscard]] BlockValues values_of(const core::Sample& sample);

/// By round, without failed blocks and without the rounds in `dropped`.
[[nodiscard]] std::map<int, BlockValues> values_by_round(std::span<const core::Sample> session,
                                                         const std::set<int>& dropped);

/// One metric's values, in order of the rounds.
[[nodiscard]] std::vector<double> values_of_metric(const std::map<int, BlockValues>& by_round, Metric metric);

/// ln(x ÷ x_floor) of each round that has both: the difference of the logarithms.
[[nodiscard]] std::vector<double> ln_ratios(const std::map<int, BlockValues>& arm,
                                            const std::map<int, BlockValues>& floor, Metric metric);

} // namespace tare::stats
