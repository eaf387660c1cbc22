#include "bench/stats/session_tests.hpp"

#include "bench/stats/estimators.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <cmath>
#include <numeric>

namespace tare::stats {
namespace {

/// Of two one-sided tests at 5 % each.
constexpr double kEquivalenceConfidence = 0.90;

} // namespace

Moments moments(std::span<const double> values) {
    Moments found;
    found.n = static_cast<int>(values.size());
    if (values.empty()) return found;
    found.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    double squares = 0;
    for (const double value : values) squares += (value - found.mean) * (value - found.mean);
    if (found.n > 1) found.sd = std::sqrt(squares / (found.n - 1));
    return found;
}

std::optional<Difference> difference(const Moments& base, const Moments& now) {
    if (base.n < 1 || now.n < 1 || base.n + now.n < 3) return std::nullopt;
    Difference found;
    found.est = now.mean - base.mean;
    found.degrees = base.n + now.n - 2;
    found.sd = std::sqrt(((now.n - 1) * now.sd * now.sd + (base.n - 1) * base.sd * base.sd) / found.degrees);
    found.standard_error = found.sd * std::sqrt(1.0 / now.n + 1.0 / base.n);
    return found;
}

std::optional<Difference> paired_difference(const Moments& differences) {
    if (differences.n < 2) return std::nullopt;
    return Difference{differences.mean, differences.sd / std::sqrt(static_cast<double>(differences.n)),
                      differences.sd, differences.n - 1};
}

double p_value(const Difference& found, Tail tail) {
    const double est = tail == Tail::above ? found.est : -found.est;
    if (found.standard_error <= 0) return est > 0 ? 0 : 1;
    const boost::math::students_t_distribution<double> t(found.degrees);
    return cdf(complement(t, est / found.standard_error));
}

Interval interval(const Difference& found, double confidence) {
    const double t = student_t_quantile(1 - (1 - confidence) / 2, found.degrees);
    return {found.est - t * found.standard_error, found.est + t * found.standard_error};
}

bool equivalent(const Difference& found, double margin) {
    const auto inside = interval(found, kEquivalenceConfidence);
    return inside.lo > -margin && inside.hi < margin;
}

} // namespace tare::stats
