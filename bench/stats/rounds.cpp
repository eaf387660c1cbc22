#include "bench/stats/rounds.hpp"

#include <algorithm>

namespace tare::stats {
namespace {

/// Time that `side` waited for its core beyond what its partner had a right to.
double undue_delay_ns(const core::SideCounters& side, const core::SideCounters& partner, bool shared_core) {
    if (!side.run_delay_ns) return 0;
    const std::int64_t due = shared_core ? partner.cpu_ns : 0;
    return static_cast<double>(std::max<std::int64_t>(0, *side.run_delay_ns - due));
}

} // namespace

std::optional<std::string_view> disturbance_of(const core::Sample& sample, core::Placement placement) {
    const core::Disturbance& seen = sample.disturbance;
    if (seen.steal_ns.value_or(0) > 0) return "steal";
    if (seen.throttled.value_or(0) > 0) return "throttled";
    if (seen.swapped.value_or(0) > 0) return "swap";

    const bool shared_core = placement == core::Placement::same;
    const double most = kMostRunDelay * static_cast<double>(sample.ended_ns - sample.started_ns);
    if (undue_delay_ns(sample.server, sample.client, shared_core) > most ||
        undue_delay_ns(sample.client, sample.server, shared_core) > most)
        return "run-queue delay";
    return std::nullopt;
}

bool failed(const core::Sample& sample) {
    return sample.operations <= 0 || sample.ended_ns <= sample.started_ns;
}

RoundSelection select_rounds(std::span<const core::Sample> arm, std::span<const core::Sample> floor,
                             core::Placement placement) {
    RoundSelection selection;
    selection.rounds = static_cast<int>(arm.size());
    std::set<int> disturbed_on_floor;
    for (const auto& sample : floor)
        if (disturbance_of(sample, placement)) disturbed_on_floor.insert(sample.round);
    for (const auto& sample : arm)
        if (disturbance_of(sample, placement) || disturbed_on_floor.contains(sample.round))
            selection.dropped.insert(sample.round);

    selection.disturbed = static_cast<int>(selection.dropped.size());
    const auto rounds = static_cast<double>(selection.rounds);
    selection.noisy = selection.disturbed > kMostDropped * rounds;
    const int left = selection.rounds - selection.disturbed;
    if (left < kFewestKept && 2 * left < selection.rounds) selection.dropped.clear();
    return selection;
}

} // namespace tare::stats
