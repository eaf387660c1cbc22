#include "bench/stats/histogram.hpp"
#include "tests/catch.hpp"

using tare::stats::Histogram;
using tare::stats::nearest_rank;

TEST_CASE("an empty histogram has nothing to say") {
    const Histogram h;
    CHECK(h.count() == 0);
    CHECK_FALSE(h.min());
    CHECK_FALSE(h.max());
    CHECK_FALSE(h.mean());
    CHECK_FALSE(h.quantile(0.5));
    CHECK_FALSE(h.value_at_rank(1));
}

TEST_CASE("values below 2 048 ns are exact, nearest rank") {
    Histogram h;
    for (int ns = 10; ns <= 100; ns += 10) h.record(ns); // 10, 20, … 100: ten values
    CHECK(h.count() == 10);
    CHECK(h.min() == 10);
    CHECK(h.max() == 100);
    CHECK(*h.mean() == Approx(55)); // 550 / 10
    // Rank ⌈q · 10⌉: 0 → 1 (at least), 0.1 → 1, 0.5 → 5, 0.51 → 6, 0.9 → 9, 0.99 → 10.
    CHECK(h.quantile(0) == 10);
    CHECK(h.quantile(0.1) == 10);
    CHECK(h.quantile(0.5) == 50);
    CHECK(h.quantile(0.51) == 60);
    CHECK(h.quantile(0.9) == 90);
    CHECK(h.quantile(0.99) == 100);
    CHECK(h.quantile(1) == 100);
    CHECK_FALSE(h.value_at_rank(0));
    CHECK_FALSE(h.value_at_rank(11));
}

TEST_CASE("nearest rank is not shifted by binary fractions") {
    // 0.07 · 100 is 7.000000000000001 in doubles; its ceiling would be 8.
    CHECK(nearest_rank(0.07, 100) == 7);
    CHECK(nearest_rank(0.99, 100) == 99);
    CHECK(nearest_rank(0.999, 1'000) == 999);
    CHECK(nearest_rank(0.99, 101) == 100); // ⌈99.99⌉
    CHECK(nearest_rank(0.5, 1) == 1);
}

TEST_CASE("the layout is HdrHistogram's") {
    // 0 … 2 047 one counter each; from 2 048 to 4 095 two values share one; from 4 096 four.
    CHECK(Histogram::index_of(0) == 0);
    CHECK(Histogram::index_of(2'047) == 2'047);
    CHECK(Histogram::index_of(2'048) == 2'048);
    CHECK(Histogram::index_of(2'049) == 2'048);
    CHECK(Histogram::index_of(2'050) == 2'049);
    CHECK(Histogram::index_of(4'095) == 3'071); // 2 048 + (4 095 − 2 048) / 2 = 2 048 + 1 023
    CHECK(Histogram::index_of(4'096) == 3'072);
    CHECK(Histogram::index_of(4'099) == 3'072);
    CHECK(Histogram::index_of(4'100) == 3'073);
    CHECK(Histogram::lowest_of(3'073) == 4'100);
    CHECK(Histogram::highest_of(3'073) == 4'103);
    // 1 h = 3.6e12 lies in [2^41, 2^42): 42 − 11 = 31 bits forgotten; 3.6e12 >> 31 = 1 676;
    // 31 · 1 024 + 1 676 = 33 420.
    CHECK(Histogram::index_of(Histogram::kHighestNs) == 33'420);
}

TEST_CASE("every counter holds its own range, and forgets at most 0.1 %") {
    for (std::size_t i = 0; i <= 33'420; ++i) {
        const auto lowest = Histogram::lowest_of(i);
        const auto highest = Histogram::highest_of(i);
        if (Histogram::index_of(lowest) != i) FAIL("lowest of " << i);
        if (i < 33'420 && Histogram::index_of(highest) != i) FAIL("highest of " << i);
        if (i > 0 && lowest != Histogram::highest_of(i - 1) + 1) FAIL("a gap before " << i);
        if ((highest - lowest) * 1'000 > lowest) FAIL("too wide: " << i);
    }
}

TEST_CASE("what lies beyond the range saturates and is counted") {
    Histogram h;
    h.record(-5);
    h.record(Histogram::kHighestNs + 1, 2);
    h.record(100);
    CHECK(h.count() == 4);
    CHECK(h.saturated() == 3);
    CHECK(h.min() == 0);
    CHECK(h.max() == Histogram::kHighestNs);
    CHECK(h.value_at_rank(2) == 100);
    CHECK(h.quantile(1) == Histogram::kHighestNs); // never more than was recorded
    h.record(7, 0);
    h.record(7, -1);
    CHECK(h.count() == 4);
}

TEST_CASE("histograms add up") {
    Histogram a;
    a.record(10, 3);
    Histogram b;
    b.record(1'000'000, 2);
    b.record(5);
    a.merge(b);
    CHECK(a.count() == 6);
    CHECK(a.min() == 5);
    CHECK(a.max() == 1'000'000);
    CHECK(*a.mean() == Approx((3 * 10 + 2 * 1e6 + 5) / 6));
    // Sorted: 5 10 10 10 1e6 1e6. 1 000 000 lies in [2^19, 2^20): 9 bits forgotten; its counter is
    // 999 936 … 1 000 447, of which no more than max() is told.
    CHECK(a.value_at_rank(4) == 10);
    CHECK(a.value_at_rank(5) == 1'000'000);

    Histogram empty;
    empty.merge(a);
    CHECK(empty.min() == 5);
    a.merge(Histogram{});
    CHECK(a.count() == 6);
    CHECK(a.min() == 5);
}

TEST_CASE("a value above the exact range is told as the top of its counter") {
    Histogram h;
    h.record(6'300); // in [4 096, 8 192): four values a counter, 6 300 … 6 303
    h.record(9'000);
    CHECK(h.value_at_rank(1) == 6'303);
    CHECK(h.value_at_rank(2) == 9'000);
}
