#include "bench/selftest/simulate.hpp"
#include "tests/catch.hpp"

using namespace tare::selftest;

// Seeds are fixed, so these are always the same runs; the bounds say what the rules promise.

TEST_CASE("twenty rows without any difference: the screen suspects, and hardly anything is confirmed") {
    const auto figures = simulate({.runs = 500, .rows = 20});
    // Of 20 rows tested at 5 % one is expected to exceed the limit; but below the margin of 1 % most of them
    // are equivalent. With S 0.4 % and 10 against 5, se is 0.22 %: a suspicion needs 0.39 % by chance, and
    // that the 90 % interval passes 1 %, so an estimate above 1 - 0.39 = 0.61 %: 2.8 se, p 0.4 to 0.8 % a row
    // and direction.
    CHECK(figures.suspicious > 500 * 20 * 0.003);
    CHECK(figures.suspicious < 500 * 20 * 0.02);
    // The promise: 1 % of runs. 500 runs with 1 % each exceed 12 with probability 0.2 %.
    CHECK(figures.alarmed <= 12);
}

TEST_CASE("two per cent slower is found") {
    // 10 against 10 fresh at 1 % ÷ 20: t(18, 0.9995) = 3.92, t(0.95) = 1.73, se 0.18 %: least detectable 1.01
    // %.
    const auto figures = simulate({.runs = 200, .rows = 20, .effect = 0.02});
    CHECK(figures.found >= 190); // 95 %
    CHECK(figures.alarmed <= 6); // 200 runs with 1 % each exceed 6 with probability 0.4 %
}

TEST_CASE("half of the margin is no regression, however exactly it is known") {
    const auto figures = simulate({.runs = 200, .rows = 2, .effect = 0.005, .sd = 0.0005});
    CHECK(figures.found == 0);
}

TEST_CASE("the same seed, the same figures") {
    const auto a = simulate({.runs = 50}), b = simulate({.runs = 50}), c = simulate({.runs = 50, .seed = 2});
    CHECK(a.suspicious == b.suspicious);
    CHECK(a.suspicious != c.suspicious);
}
