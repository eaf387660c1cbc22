// When a session has enough rounds. On precision only, never on what the numbers say: looking at a sign or a
// p-value and stopping when it pleases inflates false alarms. And looked at 30, 60, 120 and 240 rounds only:
// each further look is another chance to stop at a lucky one.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/case.hpp"
#include "bench/core/sample.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace tare::stats {

inline constexpr std::array kCheckpoints{30, 60, 120, 240};

/// The first checkpoint above `rounds`; absent from 240 on: more rounds never replace sessions.
[[nodiscard]] std::optional<int> next_checkpoint(int rounds);

/// Whether to stop after `rounds`: at a checkpoint, when the interval's half-width on the ln scale is known
/// and at most half of ln(1 + margin); at 240 in any case. margin > 0, as a share (0.01: 1 %).
[[nodiscard]] bool enough(int rounds, std::optional<double> half_width, double margin);

/// The half-width of the 99 % interval of one session's ln(CPU ÷ CPU of the floor), bootstrapped over its
/// rounds; absent with fewer than 10 rounds that have both. (Wall time says nothing here: in blocking cases
/// it is too noisy ever to be precise enough.)
[[nodiscard]] std::optional<double> half_width_over_floor(std::span<const core::Sample> arm,
                                                          std::span<const core::Sample> floor,
                                                          std::uint64_t seed,
                                                          core::Placement placement = core::Placement::same);

} // namespace tare::stats
