// When a contender is warm.
//
// Thread safety: pure functions.
#pragma once

#include <span>

namespace tare::stats {

inline constexpr std::size_t kSteadyBlocks = 3;
inline constexpr double kSteadyWithin = 0.02;

/// Whether the last three values (a value a block, such as CPU ns an operation, > 0) lie within 2 % of their
/// own median. False for fewer than three and for a median that is not above 0.
[[nodiscard]] bool steady(std::span<const double> block_values);

} // namespace tare::stats
