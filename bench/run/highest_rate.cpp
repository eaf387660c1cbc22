#include "bench/run/highest_rate.hpp"

#include <cmath>

namespace tare::run {

Result<double> highest_rate(double most, const std::function<Result<bool>(double)>& holds) {
    double low = most * kLowestShare, high = most;
    const auto lowest = holds(low);
    if (!lowest) return lowest.error();
    if (!*lowest) return 0.0;
    const auto highest = holds(high);
    if (!highest) return highest.error();
    if (*highest) return high;
    for (int i = 0; i < kHalvings; ++i) {
        const double middle = std::sqrt(low * high); // rates differ by factors
        const auto there = holds(middle);
        if (!there) return there.error();
        (*there ? low : high) = middle;
    }
    return low;
}

} // namespace tare::run
