// The stamps of a block of the rate workload (CONTRACT.md, "The rate workload"), held against the schedule
// that its client was given.
//
// Thread safety: pure functions.
#pragma once

#include "bench/run/stamps.hpp"

#include <cstdint>

namespace tare::run {

/// What the client was told.
struct SendPlan {
    std::int64_t rate_per_s = 0;
    std::uint64_t seed = 1;
    Nanoseconds duration{0};
};

/// How many messages it has.
std::int64_t planned_messages(const SendPlan&);

/// One value a message, in order of receipt.
struct PlanTimes {
    std::vector<std::int64_t> response_ns; ///< from when it was to be sent until it was answered
    std::vector<std::int64_t> service_ns;  ///< from when it was sent
    std::vector<std::int64_t> lateness_ns; ///< from when it was to be sent until it was
    std::int64_t sent_in_time = 0;         ///< messages that were sent before the plan's duration was over
};

/// Three stamps a message: intended, sent, received. An error when they are not those of this plan: the
/// intended times are made anew from the seed, so a client cannot plan what suits it.
Result<PlanTimes> plan_times(std::span<const StampNs>, const BlockClaim&, const SendPlan&);
Result<PlanTimes> read_plan_times(const std::filesystem::path&, const BlockClaim&, const SendPlan&);

} // namespace tare::run
