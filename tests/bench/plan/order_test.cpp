#include "bench/plan/order.hpp"
#include "tests/catch.hpp"

#include <algorithm>
#include <map>

using tare::plan::round_order;

TEST_CASE("every round holds every arm once") {
    for (int round = 0; round < 20; ++round) {
        auto order = round_order(7, 42, 0, round);
        std::sort(order.begin(), order.end());
        CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6});
    }
}

TEST_CASE("an odd round is the even round before it, reversed") {
    for (int round = 0; round < 20; round += 2) {
        auto even = round_order(9, 1, 3, round);
        std::reverse(even.begin(), even.end());
        CHECK(round_order(9, 1, 3, round + 1) == even);
    }
}

TEST_CASE("over two rounds every arm has the same mean position") {
    // Position p in the even round is 8 - p in the odd one: the sum is always 8.
    const auto even = round_order(9, 5, 0, 4), odd = round_order(9, 5, 0, 5);
    for (std::size_t arm = 0; arm < 9; ++arm) {
        const auto at = [&](const auto& order) {
            return std::find(order.begin(), order.end(), arm) - order.begin();
        };
        CHECK(at(even) + at(odd) == 8);
    }
}

TEST_CASE("the seed decides, and sessions differ") {
    CHECK(round_order(10, 7, 0, 0) == round_order(10, 7, 0, 0));
    CHECK(round_order(10, 7, 0, 0) != round_order(10, 8, 0, 0));
    CHECK(round_order(10, 7, 0, 0) != round_order(10, 7, 1, 0));
    CHECK(round_order(10, 7, 0, 0) != round_order(10, 7, 0, 2));
}

TEST_CASE("all orders of three arms are about equally frequent") {
    // 6 000 draws over 3! = 6 orders: 1 000 each expected; chi-squared with 5 degrees of freedom stays below
    // 20.5 with probability 0.999. The seed is fixed, so this either holds or does not.
    std::map<std::vector<std::size_t>, int> seen;
    for (int draw = 0; draw < 6000; ++draw) ++seen[round_order(3, 99, draw, 0)];
    REQUIRE(seen.size() == 6);
    double chi_squared = 0;
    for (const auto& [order, count] : seen) chi_squared += (count - 1000.0) * (count - 1000.0) / 1000.0;
    CHECK(chi_squared < 20.5);
}

TEST_CASE("no arms, no order") {
    CHECK(round_order(0, 1, 0, 0).empty());
    CHECK(round_order(1, 1, 0, 1) == std::vector<std::size_t>{0});
}
