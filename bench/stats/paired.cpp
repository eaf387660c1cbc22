#include "bench/stats/paired.hpp"

#include "bench/stats/estimators.hpp"
#include "bench/stats/rounds.hpp"

namespace tare::stats {

std::vector<double> paired_session_values(const ArmSamples& a, const ArmSamples& b, Metric metric,
                                          core::Placement placement) {
    std::vector<double> values;
    for (const auto& of_b : b.sessions) {
        if (of_b.empty()) continue;
        for (const auto& of_a : a.sessions) {
            if (of_a.empty() || of_a.front().session != of_b.front().session) continue;
            const auto selection = select_rounds(of_b, of_a, placement);
            const auto ratios = ln_ratios(values_by_round(of_b, selection.dropped),
                                          values_by_round(of_a, selection.dropped), metric);
            if (!ratios.empty()) values.push_back(trimmed_mean(ratios));
        }
    }
    return values;
}

} // namespace tare::stats
