// In which order the arms of a case are measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tare::plan {

/// One round: every arm once. The order of an even round is drawn from `seed`; the odd round after it is its
/// reverse, so that over each two rounds every arm has the same mean position and a drift that is linear in
/// time cancels (docs/method.md). The same seed, session and round give the same order on every platform.
/// `group_of`: a number an arm. Arms of one number follow each other, in an order that is drawn too.
std::vector<std::size_t> round_order(std::span<const std::size_t> group_of, std::uint64_t seed, int session,
                                     int round);

} // namespace tare::plan
