#include "hw/jitter.hpp"
#include "tests/catch.hpp"

using namespace tare::hw;

TEST_CASE("what gaps amount to, by hand") {
    Gaps gaps;
    gaps.short_counts[25] = 96; // 2 400 ns
    gaps.short_counts[600] = 1; // 600 ns: no loss yet
    gaps.long_ns = {50'000, 2'000, 45'000};
    const auto found = summarize(gaps);
    REQUIRE(found);
    CHECK(found->gaps == 100);
    CHECK(found->p50_ns == 25);
    CHECK(found->p99_ns == 45'000); // the 99th of 96 · 25, 600, 2 000, 45 000, 50 000
    CHECK(found->max_ns == 50'000);
    CHECK(found->seconds == Approx(100e-6)); // 2 400 + 600 + 97 000 ns
    CHECK(found->lost_1us == Approx(0.97));  // 97 000 of 100 000
    CHECK(found->lost_10us == Approx(0.95)); // 95 000
}

TEST_CASE("a gap counts as lost above 1 us, not at it") {
    Gaps gaps;
    gaps.short_counts[20] = 10;
    gaps.short_counts[1'000] = 1;
    CHECK(summarize(gaps)->lost_1us == 0);
    gaps.short_counts[1'001] = 1;
    CHECK(summarize(gaps)->lost_1us == Approx(1'001.0 / 2'201)); // 200 + 1 000 + 1 001
    CHECK(summarize(gaps)->max_ns == 1'001);
}

TEST_CASE("where nothing can be said") {
    CHECK_FALSE(summarize(Gaps{}));
    Gaps slow; // a clock whose reading takes 1.5 us
    slow.long_ns = {1'500, 1'500, 1'500};
    CHECK_FALSE(summarize(slow));
    Gaps too_many;
    too_many.short_counts[20] = 1;
    too_many.overflowed = true;
    CHECK_FALSE(summarize(too_many));
}

TEST_CASE("ranks") {
    std::vector<std::int64_t> values{5, 1, 4, 2, 3};
    CHECK(at_rank(values, 0.5) == 3);  // ceil(0.5 · 5) = 3rd
    CHECK(at_rank(values, 0.99) == 5); // ceil(4.95)
    CHECK(at_rank(values, 0.01) == 1);
}

TEST_CASE("a spin loop sees time pass") {
    const auto found = summarize(spin_gaps(std::chrono::milliseconds(5)));
    if (!found) return; // the clock of this machine is too slow, which is its right
    CHECK(found->seconds >= 0.005);
    CHECK(found->p50_ns <= found->p99_ns);
    CHECK(found->p99_ns <= found->max_ns);
    CHECK(found->lost_10us <= found->lost_1us);
}

TEST_CASE("costs are more than nothing") {
    CHECK(clock_read_ns() > 0);
    if (const auto call = system_call_ns()) CHECK(*call > 0);
    // Six operations, each waiting for the one before: no core does that in a tenth of a nanosecond.
    CHECK(spin_loop_ns() > 0.1);
    if (const auto late = late_wake_ups(3)) CHECK(late->p50_ns <= late->p99_ns);
}
