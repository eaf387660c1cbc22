#include "bench/plan/order.hpp"

#include <algorithm>
#include <numeric>

namespace tare::plan {
namespace {

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014): small, and
/// the same everywhere, which std::shuffle and the standard distributions are not.
class SplitMix64 {
  public:
    explicit SplitMix64(std::uint64_t state) : state_(state) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// Uniform in [0, bound): rejects the incomplete last stretch, so no value is favoured.
    std::uint64_t below(std::uint64_t bound) {
        const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
        std::uint64_t drawn = next();
        while (drawn >= limit) drawn = next();
        return drawn % bound;
    }

  private:
    std::uint64_t state_;
};

} // namespace

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
