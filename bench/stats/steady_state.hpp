// When a contender is warm, and whether it was.
//
// The first is asked while it warms up, of single blocks, and only decides when measuring begins. The second
// is asked of what was measured (docs/decisions/0014-steady-state.md).
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace tare::stats {

inline constexpr std::size_t kWarmBlocks = 3;
inline constexpr double kCheaper = 0.02;

/// Whether it has stopped becoming cheaper: the cheapest of the last three values (one a block, such as CPU
/// ns an operation, > 0) is at most 2 % below the cheapest of those before. Disturbances make a block dearer
/// and hardly ever cheaper, so the cheapest ones are the least disturbed. Values that are no cost (0, NaN) do
/// not count. False for fewer than four values.
[[nodiscard]] bool warm(std::span<const double> block_values);

/// A change within sessions is worth a word from here on.
inline constexpr double kSteadyWithin = 0.01;

/// How far a session's cost moved: the trimmed mean of its last third of rounds minus that of its first
/// third. `rounds`: ln of a cost or of a ratio, in their order. Absent for fewer than 6.
[[nodiscard]] std::optional<double> drift(std::span<const double> rounds);

/// Whether the cost went on moving while it was measured: over the sessions the mean of drift() is beyond
/// ±kSteadyWithin, and differs from 0 at 1 % (Student's t, two-sided). False where fewer than three sessions
/// have a drift: then this cannot be told.
[[nodiscard]] bool moves(const std::vector<std::vector<double>>& sessions);

} // namespace tare::stats
