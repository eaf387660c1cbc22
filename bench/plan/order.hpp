// In which order the arms of a case are measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tare::plan {

/// One round: every arm once. The order of an even round is drawn from `seed`; the odd round after it is its
/// reverse, so that over each two rounds every arm has the same mean position and a drift that is linear in
/// time cancels (docs/method.md). The same seed, session and round give the same order on every platform.
std::vector<std::size_t> round_order(std::size_t arms, std::uint64_t seed, int session, int round);

} // namespace tare::plan
