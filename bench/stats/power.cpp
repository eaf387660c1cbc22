#include "bench/stats/power.hpp"

#include "bench/stats/estimators.hpp"

#include <boost/math/distributions/non_central_t.hpp>

namespace tare::stats {

double least_detectable_effect(const Difference& found, double alpha) {
    return (student_t_quantile(1 - alpha, found.degrees) + student_t_quantile(kPower, found.degrees)) *
           found.standard_error;
}

double power(const Difference& found, double effect, double alpha) {
    if (found.standard_error <= 0) return effect > 0 ? 1 : alpha;
    const double limit = student_t_quantile(1 - alpha, found.degrees);
    const boost::math::non_central_t_distribution<double> t(found.degrees, effect / found.standard_error);
    return cdf(complement(t, limit));
}

} // namespace tare::stats
