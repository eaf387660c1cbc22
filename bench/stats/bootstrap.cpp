#include "bench/stats/bootstrap.hpp"

#include "base/split_mix64.hpp"
#include "bench/stats/estimators.hpp"
#include "bench/stats/histogram.hpp"
#include "bench/stats/quantiles.hpp"

#include <algorithm>

namespace tare::stats {

std::optional<Interval> bootstrap_interval(std::span<const std::vector<double>> sessions,
                                           std::uint64_t seed) {
    if (sessions.empty()) return std::nullopt;
    for (const auto& rounds : sessions)
        if (rounds.size() < kLeastRounds) return std::nullopt;

    SplitMix64 random(seed);
    std::vector<double> means;
    means.reserve(kResamples);
    std::vector<double> drawn;
    for (int i = 0; i < kResamples; ++i) {
        double sum = 0;
        for (const auto& rounds : sessions) {
            drawn.clear();
            for (std::size_t k = 0; k < rounds.size(); ++k)
                drawn.push_back(rounds[random.below(rounds.size())]);
            sum += trimmed_mean(drawn);
        }
        means.push_back(sum / static_cast<double>(sessions.size()));
    }
    std::sort(means.begin(), means.end());
    const auto at = [&means](double q) {
        return means[static_cast<std::size_t>(nearest_rank(q, kResamples)) - 1];
    };
    const double tail = (1 - kConfidence) / 2;
    return Interval{at(tail), at(1 - tail)};
}

} // namespace tare::stats
