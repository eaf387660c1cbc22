#include "bench/stats/steady_state.hpp"

#include "bench/stats/estimators.hpp"
#include "bench/stats/session_tests.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tare::stats {
namespace {

/// Of a block without an operation there is no cost.
double cheapest(std::span<const double> values) {
    double least = std::numeric_limits<double>::infinity();
    for (const double value : values)
        if (value > 0) least = std::min(least, value);
    return least;
}

} // namespace

bool warm(std::span<const double> block_values) {
    if (block_values.size() <= kWarmBlocks) return false;
    const auto last = block_values.last(kWarmBlocks);
    const auto before = block_values.first(block_values.size() - kWarmBlocks);
    return std::isfinite(cheapest(last)) && cheapest(last) >= (1 - kCheaper) * cheapest(before);
}

std::optional<double> drift(std::span<const double> rounds) {
    constexpr std::size_t kFewest = 6;
    if (rounds.size() < kFewest) return std::nullopt;
    const auto third = rounds.size() / 3;
    return trimmed_mean(rounds.last(third)) - trimmed_mean(rounds.first(third));
}

bool moves(const std::vector<std::vector<double>>& sessions) {
    constexpr int kFewest = 3;
    constexpr double kAlpha = 0.01;
    std::vector<double> drifts;
    for (const auto& rounds : sessions)
        if (const auto one = drift(rounds)) drifts.push_back(*one);
    const auto over_sessions = moments(drifts);
    if (over_sessions.n < kFewest) return false;
    const auto found = paired_difference(over_sessions);
    const double p = 2 * std::min(p_value(*found, Tail::above), p_value(*found, Tail::below));
    return std::abs(found->est) > kSteadyWithin && p < kAlpha;
}

} // namespace tare::stats
