#include "bench/stats/steady_state.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tare::stats {

bool steady(std::span<const double> block_values) {
    if (block_values.size() < kSteadyBlocks) return false;
    std::array<double, kSteadyBlocks> last{};
    std::copy_n(block_values.end() - kSteadyBlocks, kSteadyBlocks, last.begin());
    std::sort(last.begin(), last.end());
    const double median = last[kSteadyBlocks / 2];
    if (!(median > 0)) return false;
    return std::all_of(last.begin(), last.end(),
                       [median](double value) { return std::abs(value - median) <= kSteadyWithin * median; });
}

} // namespace tare::stats
