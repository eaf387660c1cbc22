#include "bench/stats/bootstrap.hpp"

#include "bench/stats/estimators.hpp"
#include "bench/stats/histogram.hpp"
#include "bench/stats/quantiles.hpp"

#include <algorithm>

namespace tare::stats {

std::uint64_t SplitMix64::next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

std::size_t SplitMix64::below(std::size_t n) {
    const double unit = static_cast<double>(next() >> 11) * 0x1p-53; // 0 ≤ unit < 1, exact
    return static_cast<std::size_t>(unit * static_cast<double>(n));
}

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
