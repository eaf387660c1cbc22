#include "base/split_mix64.hpp"
#include "bench/stats/bootstrap.hpp"
#include "bench/stats/estimators.hpp"
#include "tests/catch.hpp"

#include <cmath>

using namespace tare::stats;

TEST_CASE("the trimmed mean averages the middle half") {
    CHECK(trimmed_mean(std::vector<double>{5}) == 5);
    CHECK(trimmed_mean(std::vector<double>{1, 2, 9}) == 4);        // ⌊3/4⌋ = 0 cut: 12 / 3
    CHECK(trimmed_mean(std::vector<double>{100, 2, 4, -50}) == 3); // one cut from each end: (2 + 4) / 2
    CHECK(trimmed_mean(std::vector<double>{9, 1, 2, 3, 1e9, 4, 5, -1e9}) == 3.5); // two: (2 + 3 + 4 + 5) / 4
}

TEST_CASE("Student's t as in the tables") {
    CHECK(student_t_quantile(0.995, 2) == Approx(9.925).margin(5e-4));
    CHECK(student_t_quantile(0.995, 4) == Approx(4.604).margin(5e-4));
    CHECK(student_t_quantile(0.95, 9) == Approx(1.833).margin(5e-4));
    CHECK(student_t_quantile(0.5, 7) == Approx(0).margin(1e-12));
}

TEST_CASE("three sessions: the interval is theirs") {
    // Means 1, 2, 3: est 2, S² = (1 + 0 + 1) / 2 = 1, t(2, 0.995) = 9.925: half-width 9.925 · 1 / √3 = 5.730.
    const std::vector<std::vector<double>> sessions{{1, 1}, {2, 2}, {3, 3}};
    const auto estimate = estimate_ln(sessions, 1);
    CHECK(estimate.spread == Spread::between_sessions);
    CHECK(estimate.ln.est == Approx(2));
    CHECK(*estimate.ln.lo == Approx(2 - 5.730).margin(1e-3));
    CHECK(*estimate.ln.hi == Approx(2 + 5.730).margin(1e-3));
}

TEST_CASE("two sessions: the rounds' bootstrap, and it says so") {
    // Rounds 0 … 9 and 10 … 19. Of ten values two are cut from each end: means 4.5 and 14.5, together 9.5.
    std::vector<std::vector<double>> sessions(2);
    for (int i = 0; i < 10; ++i) {
        sessions[0].push_back(i);
        sessions[1].push_back(10 + i);
    }
    const auto estimate = estimate_ln(sessions, 42);
    CHECK(estimate.spread == Spread::within_session);
    CHECK(estimate.ln.est == Approx(9.5));
    CHECK(*estimate.ln.lo < 9.5);
    CHECK(*estimate.ln.hi > 9.5);
    // It cannot see that the sessions differ by 10: each trimmed mean stays in its own session's range.
    CHECK(*estimate.ln.lo >= 5);  // (0 + 10) / 2
    CHECK(*estimate.ln.hi <= 14); // (9 + 19) / 2
}

TEST_CASE("fewer than ten rounds have no interval") {
    const std::vector<std::vector<double>> sessions{{1, 2, 3}};
    const auto estimate = estimate_ln(sessions, 1);
    CHECK(estimate.spread == Spread::none);
    CHECK(estimate.ln.est == Approx(2));
    CHECK_FALSE(estimate.ln.lo);
    CHECK_FALSE(estimate.ln.hi);
}

TEST_CASE("exp of an estimate, and the rate that it is the time of") {
    tare::core::Estimate ln{std::log(2.0), std::log(1.6), std::log(2.5)};
    CHECK(from_ln(ln).est == Approx(2));
    CHECK(*from_ln(ln).lo == Approx(1.6));
    CHECK(*from_ln(ln).hi == Approx(2.5));
    // 10 in 2 s: 5 a second; in 2.5 s 4, in 1.6 s 6.25: the ends change places.
    CHECK(rate_from_ln(10, ln).est == Approx(5));
    CHECK(*rate_from_ln(10, ln).lo == Approx(4));
    CHECK(*rate_from_ln(10, ln).hi == Approx(6.25));
    ln.lo.reset();
    CHECK_FALSE(from_ln(ln).lo);
    CHECK_FALSE(rate_from_ln(10, ln).hi);
}

TEST_CASE("SplitMix64 is the published generator") {
    // The first outputs from seed 1234567, as in the reference implementation's published test.
    tare::SplitMix64 random(1234567);
    CHECK(random.next() == 6457827717110365317ULL);
    CHECK(random.next() == 3203168211198807973ULL);
    CHECK(random.next() == 9817491932198370423ULL);

    tare::SplitMix64 die(1);
    std::vector<int> seen(6, 0);
    for (int i = 0; i < 6'000; ++i) ++seen.at(die.below(6));
    // 1 000 each expected, standard deviation √(6 000 · 1/6 · 5/6) = 29: six of them either way.
    for (const int times : seen) CHECK(std::abs(times - 1'000) < 180);
}

TEST_CASE("the bootstrap is the same for the same seed, and has the right width") {
    // 100 values, alternating −1 and 1, with the middle half kept: a resample with more ones than 75 % or
    // fewer than 25 % is out of reach, so the trimmed mean of k ones among 100 is (2(k − 25) − 50) / 50 = (k
    // − 50) / 25. k is binomial (100, 1/2), standard deviation 5: 2.576 · 5 = 12.9, so the ends are near ±13
    // / 25 = ±0.52.
    std::vector<std::vector<double>> session(1);
    for (int i = 0; i < 100; ++i) session[0].push_back(i % 2 == 0 ? -1 : 1);
    const auto interval = bootstrap_interval(session, 7);
    REQUIRE(interval);
    CHECK(interval->lo == Approx(-0.52).margin(0.081)); // two steps of 1/25
    CHECK(interval->hi == Approx(0.52).margin(0.081));
    CHECK(bootstrap_interval(session, 7)->lo == interval->lo);

    const std::vector<std::vector<double>> alike{std::vector<double>(30, 4.0)};
    CHECK(bootstrap_interval(alike, 7)->lo == 4.0);
    CHECK(bootstrap_interval(alike, 7)->hi == 4.0);
    CHECK_FALSE(bootstrap_interval({}, 7));
    CHECK_FALSE(bootstrap_interval(std::vector<std::vector<double>>{std::vector<double>(9, 1.0)}, 7));
}
