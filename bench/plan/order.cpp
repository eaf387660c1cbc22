#include "bench/plan/order.hpp"

#include "base/split_mix64.hpp"

#include <algorithm>
#include <numeric>

namespace tare::plan {
std::vector<std::size_t> round_order(std::size_t arms, std::uint64_t seed, int session, int round) {
    std::vector<std::size_t> order(arms);
    std::iota(order.begin(), order.end(), std::size_t{0});
    SplitMix64 mix(seed);
    // Sessions and pairs of rounds draw from streams of their own.
    SplitMix64 random(mix.next() ^ (static_cast<std::uint64_t>(session) << 32) ^
                      static_cast<std::uint64_t>(round / 2));
    for (std::size_t left = arms; left > 1; --left) std::swap(order[left - 1], order[random.below(left)]);
    if (round % 2 == 1) std::reverse(order.begin(), order.end());
    return order;
}

} // namespace tare::plan
