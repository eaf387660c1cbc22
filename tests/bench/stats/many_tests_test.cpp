#include "bench/stats/clusters.hpp"
#include "bench/stats/many_tests.hpp"
#include "tests/catch.hpp"

using namespace tare::stats;

TEST_CASE("Bonferroni divides") {
    CHECK(bonferroni(0.01, 1) == 0.01);
    CHECK(bonferroni(0.01, 20) == Approx(0.0005));
}

TEST_CASE("Holm steps down until one is not significant") {
    // At 5 % with four: 0.0125, 0.0167, 0.025, 0.05.
    // Sorted: 0.005 < 0.0125; 0.01 < 0.0167; 0.03 is not < 0.025, and so 0.04 is not either, though < 0.05.
    CHECK(holm(std::vector<double>{0.01, 0.04, 0.03, 0.005}, 0.05) ==
          std::vector<bool>{true, false, false, true});
    CHECK(holm(std::vector<double>{0.04}, 0.05) == std::vector<bool>{true});
    CHECK(holm(std::vector<double>{}, 0.05).empty());
    CHECK(holm(std::vector<double>{0.0125, 1, 1, 1}, 0.05) == std::vector<bool>(4, false)); // not below
}

TEST_CASE("two clusters: a gap wider than 4 MAD") {
    // Nine around 0 and six around 1. Medians 0 and 1; deviations from them: 0.01 nearly all, so 4 MAD is
    // 4 · 1.4826 · 0.01 = 0.059. The gap is 0.99 - 0.01 = 0.98.
    std::vector<double> values;
    for (int i = 0; i < 3; ++i) values.insert(values.end(), {-0.01, 0, 0.01});
    values.insert(values.end(), {0.99, 0.99, 1, 1, 1.01, 1.01});
    const auto found = two_clusters(values);
    REQUIRE(found);
    CHECK(found->low == Approx(0).margin(1e-12));
    CHECK(found->high == Approx(1));
    CHECK(found->in_low == 9);
    CHECK(found->in_high == 6);
    // Far from 0 as well: logarithms of large costs.
    for (double& value : values) value += 1e6;
    CHECK(two_clusters(values));
}

TEST_CASE("one cluster: evenly spread, a single outlier, too few") {
    // 0, 1, … 14: cut into 7 and 8, the gap is 1, the MAD 2.
    std::vector<double> values;
    for (int i = 0; i < 15; ++i) values.push_back(i);
    CHECK_FALSE(two_clusters(values));
    // One of 15 is an outlier, not a kind (a part needs two).
    std::vector<double> outlier(14, 0.0);
    for (std::size_t i = 0; i < outlier.size(); ++i) outlier[i] = 0.01 * static_cast<double>(i % 3);
    outlier.push_back(5);
    CHECK_FALSE(two_clusters(outlier));
    // Two of 21 are less than 10 %.
    std::vector<double> rare(19, 0.0);
    rare.insert(rare.end(), {5, 5});
    CHECK_FALSE(two_clusters(rare));
    rare.pop_back(), rare.pop_back(), rare.resize(18), rare.insert(rare.end(), {5, 5}); // of 20 they are 10 %
    CHECK(two_clusters(rare));
    CHECK_FALSE(two_clusters(std::vector<double>{0, 0, 0, 9, 9, 9}));
    CHECK_FALSE(two_clusters(std::vector<double>(15, 1.0)));
}
