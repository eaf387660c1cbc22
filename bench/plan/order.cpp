#include "bench/plan/order.hpp"

#include "base/split_mix64.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace tare::plan {
namespace {

/// Each group at the place of its first arm.
std::vector<std::size_t> gathered(const std::vector<std::size_t>& drawn,
                                  std::span<const std::size_t> group_of) {
    std::vector<std::size_t> order;
    for (const auto first : drawn) {
        if (std::find(order.begin(), order.end(), first) != order.end()) continue;
        std::copy_if(drawn.begin(), drawn.end(), std::back_inserter(order),
                     [&](std::size_t arm) { return group_of[arm] == group_of[first]; });
    }
    return order;
}

} // namespace

std::vector<std::size_t> round_order(std::span<const std::size_t> group_of, std::uint64_t seed, int session,
                                     int round) {
    std::vector<std::size_t> order(group_of.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    SplitMix64 mix(seed);
    // Sessions and pairs of rounds draw from streams of their own.
    SplitMix64 random(mix.next() ^ (static_cast<std::uint64_t>(session) << 32) ^
                      static_cast<std::uint64_t>(round / 2));
    for (std::size_t left = order.size(); left > 1; --left)
        std::swap(order[left - 1], order[random.below(left)]);
    order = gathered(order, group_of);
    if (round % 2 == 1) std::reverse(order.begin(), order.end());
    return order;
}

} // namespace tare::plan
