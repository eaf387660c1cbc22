#include "bench/stats/proportions.hpp"
#include "tests/catch.hpp"

#include <cmath>

using namespace tare::stats;

TEST_CASE("nothing seen in n: (1 - p)^n = 5 %") {
    CHECK(share_at_most(0, 1) == Approx(0.95));
    CHECK(share_at_most(0, 59) == Approx(1 - std::pow(0.05, 1.0 / 59))); // 4.95 %
    CHECK(share_at_most(0, 299) == Approx(0.00997).epsilon(0.001));      // the first n that is below 1 %
}

TEST_CASE("once in two: 1 - p² = 5 %") { CHECK(share_at_most(1, 2) == Approx(std::sqrt(0.95))); }

TEST_CASE("once in a hundred: (1 - p)^100 + 100 p (1 - p)^99 = 5 %") {
    const double p = share_at_most(1, 100);
    CHECK(p == Approx(0.0466).epsilon(0.002));
    CHECK(std::pow(1 - p, 100) + 100 * p * std::pow(1 - p, 99) == Approx(0.05));
}

TEST_CASE("always: nothing can be ruled out") { CHECK(share_at_most(3, 3) == 1); }
