// Which rounds are left out: those in which the machine was seen to disturb, whatever they measured. Leaving
// rounds out for what they measured would be choosing the result.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/case.hpp"
#include "bench/core/sample.hpp"

#include <optional>
#include <set>
#include <span>
#include <string_view>

namespace tare::stats {

/// More than this share of the wall time spent waiting for its own core.
inline constexpr double kMostRunDelay = 0.20;
/// More than this share of a session's rounds disturbed: the session is noisy.
inline constexpr double kMostDropped = 0.20;
/// If fewer than this would be left, and less than half of them, none is left out: what remained would be
/// luck.
inline constexpr int kFewestKept = 10;

/// Why the block is disturbed ("steal", "throttled", "swap" or "run-queue delay"), or nothing. What could not
/// be read does not count as a disturbance.
///
/// Run-queue delay is the time that an end was runnable and did not run. On a core of its own that is time
/// taken by somebody else. Where both ends share a core (placement `same`) each waits while its partner
/// works, as it should: a server that was woken by a message cannot run before its client has gone to sleep.
/// That wait is at most the partner's CPU time, so only the delay beyond the partner's CPU time counts there.
[[nodiscard]] std::optional<std::string_view> disturbance_of(const core::Sample& sample,
                                                             core::Placement placement);

/// A block that did no operation or took no time: it yields no value, and no division by zero.
[[nodiscard]] bool failed(const core::Sample& sample);

struct RoundSelection {
    std::set<int> dropped; ///< numbers of the rounds left out
    int disturbed = 0;     ///< how many were disturbed, left out or not
    int rounds = 0;        ///< of the arm, in all
    bool noisy = false;    ///< disturbed > 20 % of them
};

/// A round is disturbed if the arm's block or the floor's is: they are compared with each other. Both are one
/// session's samples; `floor` may be empty.
[[nodiscard]] RoundSelection select_rounds(std::span<const core::Sample> arm,
                                           std::span<const core::Sample> floor, core::Placement placement);

} // namespace tare::stats
