#include "bench/stats/quantiles.hpp"
#include "tests/catch.hpp"

using namespace tare::stats;

TEST_CASE("a quantile needs as many samples as make a larger one likely") {
    // n = ⌈ln 0.01 / ln q⌉ = ⌈4.60517 / −ln q⌉
    CHECK(least_samples(0.50) == 7);        // 4.60517 / 0.693147 = 6.64
    CHECK(least_samples(0.90) == 44);       // 4.60517 / 0.1053605 = 43.71
    CHECK(least_samples(0.99) == 459);      // 4.60517 / 0.01005034 = 458.21
    CHECK(least_samples(0.999) == 4'603);   // 4.60517 / 0.0010005003 = 4 602.87
    CHECK(least_samples(0.9999) == 46'050); // 4.60517 / 0.000100005 = 46 049.4
}

TEST_CASE("a quantile is told from exactly that many on") {
    Histogram h;
    for (int ns = 1; ns <= 458; ++ns) h.record(ns);
    CHECK_FALSE(quantile_if_enough(h, 0.99));
    CHECK(*quantile_if_enough(h, 0.90) == 413); // ⌈0.9 · 458⌉ = ⌈412.2⌉
    h.record(459);
    CHECK(*quantile_if_enough(h, 0.99) == 455); // ⌈0.99 · 459⌉ = ⌈454.41⌉
    CHECK_FALSE(quantile_if_enough(h, 0.999));
    CHECK_FALSE(quantile_if_enough(Histogram{}, 0.5));
}

TEST_CASE("ranks between which a quantile lies with 99 %") {
    // n = 10, the median: B is binomial (10, 1/2), in 1 024ths: 1 10 45 …
    // lo: P(B ≤ l − 1) ≤ 0.005 = 5.12 / 1 024. l = 1: 1 fits; l = 2: 1 + 10 = 11 does not. By symmetry hi
    // = 10.
    const auto ten = rank_interval(0.5, 10);
    CHECK(ten.lo == 1);
    CHECK(ten.hi == 10);

    // n = 20, in 1 048 576ths: 1 20 190 1 140 4 845 …, tail 5 242.88.
    // 1 + 20 + 190 + 1 140 = 1 351 fits, + 4 845 = 6 196 does not: l − 1 = 3, l = 4; u = 21 − 4 = 17.
    const auto twenty = rank_interval(0.5, 20);
    CHECK(twenty.lo == 4);
    CHECK(twenty.hi == 17);
}

TEST_CASE("a side that the samples do not reach is absent") {
    // 5 values: P(B ≤ 0) = 1/32 > 0.005 on both sides.
    CHECK_FALSE(rank_interval(0.5, 5).lo);
    CHECK_FALSE(rank_interval(0.5, 5).hi);
    // 459 values at p99: all lie below with 0.99^459 = 0.00992 > 0.005: no upper end. 0.99^528 = 0.00496.
    CHECK(rank_interval(0.99, 459).lo);
    CHECK_FALSE(rank_interval(0.99, 459).hi);
    CHECK(rank_interval(0.99, 528).hi == 528);
    CHECK_FALSE(rank_interval(0.99, 527).hi);
    CHECK_FALSE(rank_interval(0.5, 0).lo);
}

TEST_CASE("the values at those ranks") {
    Histogram h; // 20 values, 100 … 2 000: ranks 4 and 17 of the median, above
    for (int i = 1; i <= 20; ++i) h.record(i * 100);
    CHECK(quantile_interval(h, 0.5) == tare::core::QuantileInterval{400, 1'700});
    // p90 needs 44 samples; p99 of 459 reaches no upper end.
    CHECK(quantile_interval(h, 0.9) == tare::core::QuantileInterval{});
    Histogram many;
    for (int i = 1; i <= 459; ++i) many.record(i);
    CHECK(quantile_interval(many, 0.99).lo);
    CHECK_FALSE(quantile_interval(many, 0.99).hi);
}
