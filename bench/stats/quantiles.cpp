#include "bench/stats/quantiles.hpp"

#include <boost/math/distributions/binomial.hpp>

#include <cmath>

namespace tare::stats {

std::int64_t least_samples(double q) {
    return static_cast<std::int64_t>(std::ceil(std::log(1 - kConfidence) / std::log(q)));
}

std::optional<double> quantile_if_enough(const Histogram& histogram, double q) {
    if (histogram.count() < least_samples(q)) return std::nullopt;
    const auto value = histogram.quantile(q);
    return value ? std::optional{static_cast<double>(*value)} : std::nullopt;
}

RankInterval rank_interval(double q, std::int64_t n) {
    if (n < 1) return {};
    const boost::math::binomial_distribution<double> below(static_cast<double>(n), q);
    const double tail = (1 - kConfidence) / 2;

    // lo: the largest rank l with P(fewer than l lie below) = P(B ≤ l - 1) ≤ tail.
    std::int64_t least = 0;
    std::int64_t most = n + 1;
    while (most - least > 1) {
        const std::int64_t rank = least + (most - least) / 2;
        (cdf(below, static_cast<double>(rank - 1)) <= tail ? least : most) = rank;
    }
    const std::int64_t lo = least;

    // hi: the smallest rank u with P(u or more lie below) = P(B > u - 1) ≤ tail.
    least = 0;
    most = n + 1;
    while (most - least > 1) {
        const std::int64_t rank = least + (most - least) / 2;
        (cdf(complement(below, static_cast<double>(rank - 1))) <= tail ? most : least) = rank;
    }
    RankInterval interval;
    if (lo >= 1) interval.lo = lo;
    if (most <= n) interval.hi = most;
    return interval;
}

core::QuantileInterval quantile_interval(const Histogram& histogram, double q) {
    if (histogram.count() < least_samples(q)) return {};
    const auto value = [&](std::optional<std::int64_t> rank) -> std::optional<double> {
        const auto ns = rank ? histogram.value_at_rank(*rank) : std::nullopt;
        return ns ? std::optional{static_cast<double>(*ns)} : std::nullopt;
    };
    const RankInterval ranks = rank_interval(q, histogram.count());
    return {value(ranks.lo), value(ranks.hi)};
}

} // namespace tare::stats
