// Whether a number says more about the load generator than about what it was to weigh.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/result.hpp"

#include <optional>
#include <string>

namespace tare::stats {

/// A number so near the generator's own ceiling is the generator's.
inline constexpr double kNearCeiling = 0.05;

/// The ceiling is what a client without a socket records, 10^9 ÷ `recording_ns` messages a second
/// (contract/null). A sentence where the cell comes within 5 % of it, or lies above: it has no number then.
[[nodiscard]] std::optional<std::string> generator_bound(const core::Cell&,
                                                         std::optional<double> recording_ns);

} // namespace tare::stats
