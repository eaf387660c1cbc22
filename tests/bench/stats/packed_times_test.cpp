#include "bench/stats/packed_times.hpp"
#include "tests/catch.hpp"

#include <random>

using namespace tare::stats;

namespace {

Histogram recorded(const std::vector<std::int64_t>& times) {
    Histogram histogram;
    for (const auto ns : times) histogram.record(ns);
    return histogram;
}

void check_same(const Histogram& got, const Histogram& expected) {
    CHECK(got.counters() == expected.counters());
    CHECK(got.count() == expected.count());
    CHECK(got.saturated() == expected.saturated());
    CHECK(got.min() == expected.min());
    CHECK(got.max() == expected.max());
    CHECK(got.mean().value_or(-1) == Approx(expected.mean().value_or(-1)));
    for (const double q : {0.0, 0.5, 0.9, 0.99, 0.999, 1.0}) CHECK(got.quantile(q) == expected.quantile(q));
}

} // namespace

TEST_CASE("a few times, packed by hand") {
    // 5, 5 and 300 have counters of their own below 2 048: index 5 twice, then 295 further once. 295 =
    // 0b10'0100111, low seven bits first: 0xa7 0x02.
    const auto packed = pack(std::vector<std::int64_t>{300, 5, 5});
    CHECK(packed.counters == std::vector<std::uint8_t>{5, 2, 0xa7, 0x02, 1});
    CHECK(packed.count == 3);
    CHECK(packed.min_ns == 5);
    CHECK(packed.max_ns == 300);
}

TEST_CASE("nothing packs to nothing") {
    const auto packed = pack({});
    CHECK(packed.counters.empty());
    Histogram histogram;
    add(histogram, packed);
    CHECK(histogram.count() == 0);
    CHECK_FALSE(histogram.min());
}

TEST_CASE("packed blocks add up to the histogram of all their times") {
    std::mt19937_64 random(7);
    std::lognormal_distribution<double> times(9.2, 1.5); // 10 µs in the middle, 1 µs to 100 µs mostly
    std::vector<std::int64_t> all;
    Histogram sum;
    for (int block = 0; block < 20; ++block) {
        std::vector<std::int64_t> of_block;
        for (int i = 0; i < 500; ++i) of_block.push_back(static_cast<std::int64_t>(times(random)));
        add(sum, pack(of_block));
        all.insert(all.end(), of_block.begin(), of_block.end());
    }
    check_same(sum, recorded(all));
}

TEST_CASE("what lies outside the histogram is counted at its ends, packed or not") {
    const std::vector<std::int64_t> times{-3, 0, Histogram::kHighestNs, Histogram::kHighestNs + 1, 77};
    Histogram sum;
    add(sum, pack(times));
    check_same(sum, recorded(times));
    CHECK(sum.saturated() == 2);
}
