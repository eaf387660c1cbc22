#include "bench/stats/stopping.hpp"

#include "bench/stats/block_values.hpp"
#include "bench/stats/bootstrap.hpp"
#include "bench/stats/rounds.hpp"

#include <algorithm>
#include <cmath>

namespace tare::stats {

std::optional<int> next_checkpoint(int rounds) {
    const auto next = std::upper_bound(kCheckpoints.begin(), kCheckpoints.end(), rounds);
    return next == kCheckpoints.end() ? std::nullopt : std::optional{*next};
}

bool enough(int rounds, std::optional<double> half_width, double margin) {
    if (rounds >= kCheckpoints.back()) return true;
    const bool looked_at = std::binary_search(kCheckpoints.begin(), kCheckpoints.end(), rounds);
    return looked_at && half_width && *half_width <= std::log1p(margin) / 2;
}

std::optional<double> half_width_over_floor(std::span<const core::Sample> arm,
                                            std::span<const core::Sample> floor, std::uint64_t seed,
                                            core::Placement placement) {
    const auto selection = select_rounds(arm, floor, placement);
    const bool planned = !arm.empty() && arm.front().open_loop;
    const auto ratios =
        ln_ratios(values_by_round(arm, selection.dropped), values_by_round(floor, selection.dropped),
                  planned ? Metric::cpu_server : Metric::cpu_sum);
    const auto interval = bootstrap_interval(std::span(&ratios, 1), seed);
    if (!interval) return std::nullopt;
    return (interval->hi - interval->lo) / 2;
}

} // namespace tare::stats
