#include "bench/stats/estimators.hpp"

#include "bench/stats/bootstrap.hpp"
#include "bench/stats/quantiles.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tare::stats {
namespace {

constexpr std::size_t kLeastSessions = 3;

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

double trimmed_mean(std::span<const double> values) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t cut = sorted.size() / 4;
    return mean(std::span(sorted).subspan(cut, sorted.size() - 2 * cut));
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

double student_t_quantile(double p, int degrees) {
    return quantile(boost::math::students_t_distribution<double>(degrees), p);
}

LnEstimate estimate_ln(std::span<const std::vector<double>> sessions, std::uint64_t seed) {
    std::vector<double> values;
    for (const auto& rounds : sessions) values.push_back(trimmed_mean(rounds));

    LnEstimate estimate;
    estimate.ln.est = mean(values);
    if (values.size() >= kLeastSessions) {
        const auto k = static_cast<double>(values.size());
        double squares = 0;
        for (const double value : values) squares += (value - estimate.ln.est) * (value - estimate.ln.est);
        const double s = std::sqrt(squares / (k - 1));
        const double t = student_t_quantile(1 - (1 - kConfidence) / 2, static_cast<int>(values.size()) - 1);
        const double half_width = t * s / std::sqrt(k);
        estimate.ln.lo = estimate.ln.est - half_width;
        estimate.ln.hi = estimate.ln.est + half_width;
        estimate.spread = Spread::between_sessions;
    } else if (const auto interval = bootstrap_interval(sessions, seed)) {
        estimate.ln.lo = interval->lo;
        estimate.ln.hi = interval->hi;
        estimate.spread = Spread::within_session;
    }
    return estimate;
}

core::Estimate from_ln(const core::Estimate& ln) {
    core::Estimate estimate;
    estimate.est = std::exp(ln.est);
    if (ln.lo) estimate.lo = std::exp(*ln.lo);
    if (ln.hi) estimate.hi = std::exp(*ln.hi);
    return estimate;
}

core::Estimate rate_from_ln(double numerator, const core::Estimate& ln) {
    core::Estimate estimate;
    estimate.est = numerator * std::exp(-ln.est);
    if (ln.hi) estimate.lo = numerator * std::exp(-*ln.hi);
    if (ln.lo) estimate.hi = numerator * std::exp(-*ln.lo);
    return estimate;
}

} // namespace tare::stats
