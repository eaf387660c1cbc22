#include "bench/stats/clusters.hpp"

#include "bench/stats/estimators.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tare::stats {
namespace {

constexpr double kGapInMad = 4;
constexpr double kMadToSd = 1.4826; // of a normal distribution
constexpr double kLeastShare = 0.10;
constexpr std::size_t kLeastPart = 2;

/// Σ(y - ȳ)² of a part, from its sums.
double squares_within(double sum, double sum_of_squares, std::size_t n) {
    return sum_of_squares - sum * sum / static_cast<double>(n);
}

/// How many values the lower part has; `sorted` has two at least. Centred, so that the sums lose no digits.
std::size_t best_cut(const std::vector<double>& sorted) {
    const double centre = median(sorted);
    double all = 0, all_squares = 0;
    for (const double value : sorted)
        all += value - centre, all_squares += (value - centre) * (value - centre);
    double low = 0, low_squares = 0, least = 0;
    std::size_t best = 0;
    for (std::size_t n = 1; n < sorted.size(); ++n) {
        const double value = sorted[n - 1] - centre;
        low += value, low_squares += value * value;
        const double squares = squares_within(low, low_squares, n) +
                               squares_within(all - low, all_squares - low_squares, sorted.size() - n);
        if (best == 0 || squares < least) best = n, least = squares;
    }
    return best;
}

} // namespace

std::optional<TwoClusters> two_clusters(std::span<const double> values) {
    if (values.size() < kLeastForClusters) return std::nullopt;
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t cut = best_cut(sorted);
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(cut);
    const std::vector<double> low(sorted.begin(), middle), high(middle, sorted.end());
    const std::size_t smaller = std::min(low.size(), high.size());
    if (smaller < kLeastPart ||
        static_cast<double>(smaller) < kLeastShare * static_cast<double>(sorted.size()))
        return std::nullopt;

    TwoClusters found{median(low), median(high), static_cast<int>(low.size()), static_cast<int>(high.size())};
    std::vector<double> deviations;
    for (const double value : low) deviations.push_back(std::abs(value - found.low));
    for (const double value : high) deviations.push_back(std::abs(value - found.high));
    const double gap = high.front() - low.back();
    if (!(gap > kGapInMad * kMadToSd * median(deviations))) return std::nullopt;
    return found;
}

} // namespace tare::stats
