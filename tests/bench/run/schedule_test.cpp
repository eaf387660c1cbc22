// No clock: the seconds are the test's own. A block of 0.1 s and its edges take 0.1 · 1.25 = 0.125 s; the
// least a session does is 3 blocks of warm-up, 10 rounds and 1 counting block an arm: 14 · 0.125 = 1.75 s an
// arm.
#include "bench/run/schedule.hpp"
#include "tests/catch.hpp"

using tare::run::Schedule;

namespace {
constexpr double kLeastOfAnArm = 14 * 0.125;
constexpr double kCountingBlock = 0.125;
} // namespace

TEST_CASE("what is left over is shared in proportion to the arms") {
    Schedule schedule({1, 3}, {.budget_s = 100, .sessions = 1, .block_s = 0.1});
    // Before anything was started an arm counts 0.05 s to start and 0.01 s to stop: 1.81 s at least, 4 arms
    // 7.24 s. The other 92.76 s make 23.19 s an arm. The rounds end before the counting block and the stop.
    CHECK(schedule.rounds_end(0, 0) == Approx(1.81 + 23.19 - kCountingBlock - 0.01));
    CHECK(schedule.rounds_end(1, 0) == Approx(3 * (1.81 + 23.19 - kCountingBlock - 0.01)));
    CHECK(schedule.left_s(0) == Approx(100));
}

TEST_CASE("what starting takes is learnt, and taken from everybody's share") {
    Schedule schedule({2, 2}, {.budget_s = 100, .sessions = 2, .block_s = 0.1});
    schedule.over(0, {.start_s = 20, .stop_s = 1}, 30, 2);
    // The other case has as many arms, so it counts as much: 20 + 2 · 1.75 + 1 = 24.5 s at least, three
    // sessions to come: 73.5 s of the 100 - 30 = 70 s that are left. Nothing is to spare, and each makes its
    // fewest rounds.
    CHECK(schedule.rounds_end(1, 30) == Approx(30 + 20 + 2 * (kLeastOfAnArm - kCountingBlock)));
    CHECK(schedule.left_s(30) == Approx(70));   // the third session will not be begun
    CHECK(schedule.left_s(90) == Approx(24.5)); // but the other case's first one will
    CHECK(schedule.may_begin(1, 30));           // its first session
    schedule.over(1, {.start_s = 40, .stop_s = 1}, 50, 2);
    CHECK(schedule.may_begin(0, 75));       // 75 + 24.5 ≤ 100
    CHECK_FALSE(schedule.may_begin(0, 76)); // 76 + 24.5 > 100
    CHECK_FALSE(schedule.may_begin(1, 75)); // its own start took 40 s: 75 + 44.5 > 100
}

TEST_CASE("a session that was precise enough early tells how long the next one takes") {
    Schedule schedule({2}, {.budget_s = 1000, .sessions = 3, .block_s = 0.1});
    schedule.over(0, {.start_s = 1, .stop_s = 1}, 10, 2);
    CHECK(schedule.left_s(10) == Approx(20)); // 2 · 10, though the budget would bear 990
}

TEST_CASE("arms that failed are not reckoned with any more") {
    Schedule schedule({4}, {.budget_s = 1000, .sessions = 2, .block_s = 0.1});
    schedule.over(0, {.start_s = 1, .stop_s = 1}, 10, 2);
    // 1 + 2 · 1.75 + 1 = 5.5 s at least
    CHECK(schedule.may_begin(0, 994.5));
    CHECK_FALSE(schedule.may_begin(0, 994.6));
}

TEST_CASE("every case gets its first session, until the run is far past its budget") {
    const Schedule schedule({50, 0}, {.budget_s = 5, .sessions = 2, .block_s = 0.015});
    CHECK(schedule.may_begin(0, 64)); // 5 + 60: a small budget is passed by a session or two
    CHECK_FALSE(schedule.may_begin(0, 66));
    CHECK(tare::run::latest_begin_s(1800) == 3600);
}

TEST_CASE("a case with longer blocks needs more at least, and gets it") {
    Schedule schedule({1, 1}, {.budget_s = 100, .sessions = 1, .block_s = 0.1});
    schedule.set_block(1, 1.0);
    // 14 blocks of 0.1 s and of 1 s, each · 1.25, with 0.06 s around them: 1.81 and 17.56 s at least. The
    // other 100 - 19.37 = 80.63 s are shared: 40.315 each. The counting block and the stop come after the
    // rounds.
    CHECK(schedule.rounds_end(0, 0) == Approx(1.81 + 40.315 - 0.125 - 0.01));
    CHECK(schedule.rounds_end(1, 0) == Approx(17.56 + 40.315 - 1.25 - 0.01));
}
