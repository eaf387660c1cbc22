#include "bench/stats/proportions.hpp"

#include <boost/math/distributions/binomial.hpp>

namespace tare::stats {

double share_at_most(int seen, int n) {
    return boost::math::binomial_distribution<double>::find_upper_bound_on_p(n, seen, 0.05);
}

} // namespace tare::stats
