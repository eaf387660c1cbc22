#include "bench/stats/many_tests.hpp"

#include <algorithm>
#include <numeric>

namespace tare::stats {

double bonferroni(double alpha, int tests) { return alpha / std::max(1, tests); }

std::vector<bool> holm(std::span<const double> p_values, double alpha) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
    std::vector<bool> significant(p_values.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        if (!(p_values[order[rank]] < alpha / static_cast<double>(order.size() - rank))) break;
        significant[order[rank]] = true;
    }
    return significant;
}

} // namespace tare::stats
