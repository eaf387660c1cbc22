#include "bench/stats/estimators.hpp"
#include "bench/stats/power.hpp"
#include "bench/stats/session_tests.hpp"
#include "tests/catch.hpp"

#include <cmath>
#include <vector>

using namespace tare::stats;

TEST_CASE("moments") {
    // Mean 4; squares 4 + 0 + 4 = 8, over n - 1 = 2: variance 4.
    const auto found = moments(std::vector<double>{2, 4, 6});
    CHECK(found.n == 3);
    CHECK(found.mean == 4);
    CHECK(found.sd == 2);
    CHECK(moments(std::vector<double>{7}).sd == 0);
    CHECK(moments(std::vector<double>{}).n == 0);
}

TEST_CASE("two sets: the pooled t") {
    // Base 1 2 3: mean 2, S² 1. New 4 6: mean 5, S² 2.
    // Sp² = (1 · 2 + 2 · 1) / (2 + 3 - 2) = 4/3; se = √(4/3) · √(1/2 + 1/3) = √(4/3 · 5/6) = √(10/9)
    // = 1.0541.
    const auto found = difference(moments(std::vector<double>{1, 2, 3}), moments(std::vector<double>{4, 6}));
    REQUIRE(found);
    CHECK(found->est == Approx(3));
    CHECK(found->degrees == 3);
    CHECK(found->sd == Approx(std::sqrt(4.0 / 3)));
    CHECK(found->standard_error == Approx(1.054093));
    // t = 3 / 1.0541 = 2.846. The table's t(3): 2.353 at 0.95, 3.182 at 0.975: p between 2.5 and 5 %.
    CHECK(p_value(*found, Tail::above) > 0.025);
    CHECK(p_value(*found, Tail::above) < 0.05);
    CHECK(p_value(*found, Tail::below) == Approx(1 - p_value(*found, Tail::above)));
    // 90 %: 3 ± 2.353 · 1.0541 = 3 ± 2.481.
    CHECK(interval(*found, 0.90).lo == Approx(0.519).margin(2e-3));
    CHECK(interval(*found, 0.90).hi == Approx(5.481).margin(2e-3));
}

TEST_CASE("arms swapped: the same difference, the other way") {
    const auto a = moments(std::vector<double>{1, 2, 3, 5}), b = moments(std::vector<double>{2, 4, 6});
    const auto there = difference(a, b), back = difference(b, a);
    CHECK(there->est == -back->est);
    CHECK(there->standard_error == back->standard_error);
    CHECK(p_value(*there, Tail::above) == Approx(p_value(*back, Tail::below)));
}

TEST_CASE("a single session against several has their spread alone") {
    // Sp² = (0 + 2 · 1) / 2 = 1, se = √(1/1 + 1/3).
    const auto found = difference(moments(std::vector<double>{1, 2, 3}), moments(std::vector<double>{9}));
    REQUIRE(found);
    CHECK(found->standard_error == Approx(std::sqrt(4.0 / 3)));
    CHECK_FALSE(difference(moments(std::vector<double>{1}), moments(std::vector<double>{9})));
    CHECK_FALSE(difference(moments(std::vector<double>{}), moments(std::vector<double>{1, 2, 3})));
}

TEST_CASE("paired differences") {
    // 0.01 0.03: mean 0.02, S = √((0.01² + 0.01²) / 1) = 0.01414, se = 0.01414 / √2 = 0.01.
    const auto found = paired_difference(moments(std::vector<double>{0.01, 0.03}));
    REQUIRE(found);
    CHECK(found->est == Approx(0.02));
    CHECK(found->standard_error == Approx(0.01));
    CHECK(found->degrees == 1);
    CHECK_FALSE(paired_difference(moments(std::vector<double>{0.01})));
}

TEST_CASE("no spread at all is certain") {
    const auto same = difference(moments(std::vector<double>{1, 1}), moments(std::vector<double>{1, 1}));
    CHECK(p_value(*same, Tail::above) == 1);
    const auto more = difference(moments(std::vector<double>{1, 1}), moments(std::vector<double>{2, 2}));
    CHECK(p_value(*more, Tail::above) == 0);
    CHECK(p_value(*more, Tail::below) == 1);
}

TEST_CASE("equivalent: the 90 % interval inside the margin, both ends") {
    // se 1, 8 degrees: t(0.95) = 1.860. At est 0 the interval is ±1.860, at 0.2 it ends at 2.060.
    Difference found{.est = 0, .standard_error = 1, .sd = 1, .degrees = 8};
    CHECK(equivalent(found, 1.87));
    CHECK_FALSE(equivalent(found, 1.85));
    found.est = 0.2;
    CHECK_FALSE(equivalent(found, 2.05));
    CHECK(equivalent(found, 2.07));
    found.est = -0.2;
    CHECK_FALSE(equivalent(found, 2.05));
}

TEST_CASE("the least detectable effect") {
    // S 0.01, 10 against 5: se = 0.01 · √(1/10 + 1/5) = 0.005477; 13 degrees.
    // t(13, 0.95) = 1.771 twice: 3.542 · 0.005477 = 0.01940. At 1 %: t(13, 0.99) = 2.650: 0.02421.
    const Difference found{.est = 0, .standard_error = 0.01 * std::sqrt(0.3), .sd = 0.01, .degrees = 13};
    CHECK(least_detectable_effect(found, 0.05) == Approx(0.01940).margin(1e-5));
    CHECK(least_detectable_effect(found, 0.01) == Approx(0.02421).margin(1e-5));
}

TEST_CASE("power: alpha where nothing is, near 95 % at the least detectable effect") {
    const Difference found{.est = 0, .standard_error = 0.01, .sd = 0.03, .degrees = 100};
    CHECK(power(found, 0, 0.05) == Approx(0.05).margin(1e-6));
    // With many degrees t is nearly normal: (1.660 + 1.660) se above 0 is 1.660 se above the limit.
    CHECK(power(found, least_detectable_effect(found, 0.05), 0.05) == Approx(0.95).margin(2e-3));
    CHECK(power(found, 1, 0.05) == Approx(1));
    CHECK(power({0, 0, 0, 5}, 0.1, 0.05) == 1);
}
