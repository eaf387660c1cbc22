// Which numbers decide about a case, and from which difference on they matter.
//
// CPU time an operation over the floor's is by far the steadiest number that there is (docs/method.md), but
// it says nothing of waiting. Where both ends block on one core, that core is always busy with one of them,
// and CPU time is all there is. Where they wait for each other across cores, spin, or wait for a clock, it is
// wall time and p99 that a user feels, and they are noisier.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/verdict.hpp"

#include <optional>
#include <vector>

namespace tare::compare {

/// The smallest difference that matters, as a share. Wall time's lies well below 10 %, so that a slow-down of
/// 10 % is beyond it whichever way the estimate errs (docs/decisions/0012-wall-margin.md).
inline constexpr double kCpuMargin = 0.01, kWallMargin = 0.05, kP99Margin = 0.10;

/// cpu for ends that block on one core; else wall and p99.
[[nodiscard]] std::vector<core::Gate> gates_of(const core::Case&);
[[nodiscard]] double margin_of(core::Gate);

/// The session's value: ln of the ratio to the floor. Absent where it could not be measured.
[[nodiscard]] std::optional<double> value_of(const core::SessionValue&, core::Gate);
/// Of each session that has it, in order.
[[nodiscard]] std::vector<double> values_of(const core::Cell&, core::Gate);

} // namespace tare::compare
