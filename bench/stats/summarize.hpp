// From an arm's samples to the numbers of a cell.
//
// All values are geometric: a session's value is exp of the trimmed mean over rounds of ln x, a cell's
// estimate is exp of the mean over sessions of ln; so ops_per_s is exactly 10^9 ÷ wall ns an operation, and a
// ratio's estimate is the ratio that the rounds had. Intervals: 99 %, see estimators.hpp.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/result.hpp"
#include "bench/core/sample.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tare::stats {

struct ArmSamples {
    std::vector<std::vector<core::Sample>> sessions; ///< blocks of each session; Sample::session says which
    std::vector<bool>
        warm; ///< at the end of each session's warm-up, in the same order; absent ones count as warm
    std::vector<core::Canary> canaries{}; ///< of each session, likewise; of the floor's arm
};

struct SummaryOptions {
    std::uint64_t seed = 0; ///< of the bootstrap: the run's
};

/// Words that `summarize` puts into Cell::notes, each at most once.
inline constexpr std::string_view kNoteNoSteadyState =
    "no-steady-state"; ///< not warm before most sessions, or its cost moved in them (steady_state.hpp)
inline constexpr std::string_view kNoteNoisy = "noisy"; ///< more than 20 % of a session's rounds disturbed
inline constexpr std::string_view kNoteFewSessions = "few-sessions"; ///< one or two: intervals are too narrow
inline constexpr std::string_view kNoteFailedBlocks =
    "failed-blocks"; ///< blocks without an operation, left out

inline constexpr std::string_view kNoteLateGenerator =
    "late-generator"; ///< of a plan: its own p99 lateness is more than 10 % of the p50 response time

/// Of a plan's messages, at least this share must be sent before its time is over, or the cell is invalid.
inline constexpr double kLeastInTime = 0.995;
/// The generator's p99 lateness over the p50 response time.
inline constexpr double kMostLateness = 0.10;

/// Fills what can be computed of a cell: ops_per_s, bytes_per_s, latency, cpu_ns_per_op_*, over_floor_*
/// (of a plan, the server's CPU time alone), open_loop, per_op_* (not syscalls: they are counted apart from
/// timing), cpu_share_*, bottleneck, sessions and notes. Reads measured and role. `floor`: the floor's
/// samples of the same case and run, paired by session and round; null for the floor itself or where there is
/// none. A cell none of whose blocks did an operation becomes invalid.
void summarize(core::Cell& cell, const ArmSamples& arm, const ArmSamples* floor,
               const SummaryOptions& options);

/// Which end held the other up, from both ends' share of wall time on the CPU (0 .. 1 of a core each):
///   server, client   the end with the larger share, where the core is busy: both shares together ≥ 0.9 if
///   they
///                    share a core, that end's own share ≥ 0.9 if not
///   generator        the client as above, with ≥ 0.9 of a core for itself alone, in a cell that weighs the
///                    server: the load was the limit, and the server may well be faster than this number
///   wake             no core is busy: the time went into sleeping and being woken
/// `waiting_share`: the share of wall time in which an end was ready and did not get its core, both ends
/// together. On a shared core that time went to the partner or to somebody else, not into waking up, and the
/// core counts as busy; an end with a core of its own waits so while its core wakes up.
/// Empty where it cannot be told: a share is unknown, or the ends spin (as a client with a
/// schedule does), which makes every core look busy.
[[nodiscard]] std::string_view bottleneck(const core::Case& measured, core::Role role,
                                          std::optional<double> server_share,
                                          std::optional<double> client_share, double waiting_share = 0);

} // namespace tare::stats
