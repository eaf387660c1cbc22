#include "bench/run/plan_stamps.hpp"

#include "contract/cpp/send_schedule.hpp"

#include <algorithm>
#include <cmath>

namespace tare::run {
namespace {

/// A client's clock may be a counter whose rate it knows to some 0.003 % (contract/cpp/recorder.hpp).
constexpr double kClockRateError = 1e-4;
constexpr double kClockErrorNs = 2'000;

contract::SendSchedule schedule_of(const SendPlan& plan) {
    return {plan.seed, static_cast<double>(plan.rate_per_s)};
}

Error plan_error(const std::string& what) { return Error{Trouble::contender, "its times file " + what}; }

/// The intended times, whatever the order of the answers, must be the schedule's.
Result<void> check_intended(std::vector<StampNs> intended, const BlockClaim& claim, const SendPlan& plan) {
    std::sort(intended.begin(), intended.end());
    auto schedule = schedule_of(plan);
    for (std::size_t i = 0; i < intended.size(); ++i) {
        const double due = schedule.next_ns(), claimed = static_cast<double>(intended[i] - claim.started_ns);
        if (std::abs(claimed - due) > kClockErrorNs + kClockRateError * due)
            return plan_error(
                fmt::format("plans message {} for {:.0f} ns after the start; the schedule of seed {} and {} "
                            "messages a second has it at {:.0f} ns",
                            i, claimed, plan.seed, plan.rate_per_s, due));
    }
    return {};
}

} // namespace

std::int64_t planned_messages(const SendPlan& plan) {
    auto schedule = schedule_of(plan);
    const auto duration = static_cast<double>(plan.duration.count());
    std::int64_t messages = 0;
    while (schedule.next_ns() < duration) ++messages;
    return messages;
}

Result<PlanTimes> plan_times(std::span<const StampNs> stamps, const BlockClaim& claim, const SendPlan& plan) {
    const auto planned = planned_messages(plan);
    if (claim.operations != planned)
        return Error{Trouble::contender, fmt::format("reports {} operations, and its plan has {} messages",
                                                     claim.operations, planned)};
    if (std::ssize(stamps) != 3 * planned)
        return plan_error(fmt::format("has {} stamps, expected {} for {} messages of a plan", stamps.size(),
                                      3 * planned, planned));
    PlanTimes times;
    std::vector<StampNs> all_intended;
    const StampNs over = claim.started_ns + plan.duration.count();
    StampNs last = claim.started_ns;
    for (std::size_t i = 0; i < stamps.size(); i += 3) {
        const auto intended = stamps[i], sent = stamps[i + 1], received = stamps[i + 2];
        // Two readings of one conversion of ticks; a nanosecond of rounding is not a message from the future.
        if (sent < intended - 1)
            return plan_error(fmt::format("has message {} sent before it was due", i / 3));
        if (received <= sent)
            return plan_error(fmt::format("has message {} received before it was sent", i / 3));
        if (received < last) return plan_error("is not in order of receipt");
        if (received > claim.ended_ns) return plan_error("has stamps outside the block");
        last = received;
        all_intended.push_back(intended);
        times.response_ns.push_back(received - intended);
        times.service_ns.push_back(received - sent);
        times.lateness_ns.push_back(std::max<std::int64_t>(sent - intended, 0));
        if (sent <= over) ++times.sent_in_time;
    }
    if (auto kept = check_intended(std::move(all_intended), claim, plan); !kept) return kept.error();
    return times;
}

Result<PlanTimes> read_plan_times(const std::filesystem::path& path, const BlockClaim& claim,
                                  const SendPlan& plan) {
    const auto stamps = read_stamps(path);
    if (!stamps) return stamps.error();
    return plan_times(*stamps, claim, plan);
}

} // namespace tare::run
