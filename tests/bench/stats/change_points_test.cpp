#include "base/split_mix64.hpp"
#include "bench/stats/change_points.hpp"
#include "tests/catch.hpp"

using namespace tare;
using stats::change_points;
using Runs = std::vector<std::vector<double>>;

namespace {

/// Mean 0, standard deviation 1, near enough to normal: twelve even numbers of 0 .. 1, less 6.
double noise(SplitMix64& random) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(random.next() >> 11) * 0x1p-53;
    return sum;
}

/// `levels`: a run each, of five sessions around it.
Runs runs_at(const std::vector<double>& levels, std::uint64_t seed) {
    SplitMix64 random(seed);
    Runs runs;
    for (const double level : levels) {
        auto& run = runs.emplace_back();
        for (int i = 0; i < 5; ++i) run.push_back(level + noise(random));
    }
    return runs;
}

std::vector<std::size_t> beginnings(const Runs& runs) {
    std::vector<std::size_t> found;
    for (const auto& change : change_points(runs, 1)) found.push_back(change.run);
    return found;
}

} // namespace

TEST_CASE("the energy statistic of two samples, by hand") {
    // Between: |1-5| + |1-9| + |2-5| + |2-9| = 22, so 2 · 22/4 = 11. Within: 1 and 4. 11 - 1 - 4 = 6; 2·2/4
    // = 1.
    CHECK(stats::energy_statistic(std::vector{1., 2.}, std::vector{5., 9.}) == Approx(6));
    // Between: 10 + 10 + 8 + 8 + 6 + 6 = 48, 2 · 48/6 = 16. Within: (2 + 4 + 2)/3 and 0. 3·2/5 · (16 - 8/3)
    // = 16.
    CHECK(stats::energy_statistic(std::vector{0., 2., 4.}, std::vector{10., 10.}) == Approx(16));
    // Alike: 2 · 4/4 - 2 - 2 = -2.
    CHECK(stats::energy_statistic(std::vector{0., 2.}, std::vector{0., 2.}) == Approx(-2));
    CHECK(stats::energy_statistic(std::vector{1.}, std::vector{5., 9.}) == 0); // one value has no spread
}

TEST_CASE("the fewest sessions that can show a change are two runs of five") {
    // Of the 252 ways to choose 5 of 10 values two part them as well: 2/252 = 0.8 %. Of 8, 2/70 = 2.9 %.
    const auto found = change_points(Runs{{1, 2, 3, 4, 5}, {101, 102, 103, 104, 105}}, 1);
    REQUIRE(found.size() == 1);
    CHECK(found[0].run == 1);
    CHECK(found[0].p_sessions == Approx(2.0 / 252).margin(0.002));
    CHECK_FALSE(found[0].p_runs); // two runs always differ somehow
    // Between: each of 5 against each of 5 is 100 apart on average, 25 · 100 = 2500, 2 · 2500/25 = 200.
    // Within: 4·1 + 3·2 + 2·3 + 1·4 = 20 of 10 pairs, twice 2. 5·5/10 · (200 - 4) = 490.
    CHECK(found[0].q == Approx(490));
    CHECK(change_points(Runs{{1, 2, 3, 4}, {101, 102, 103, 104}}, 1).empty());
}

TEST_CASE("a change begins with a run, wherever the sessions part best") {
    // The last session of the first run is already like the second's: still it is the second that changed.
    CHECK(beginnings({{1, 2, 1, 2, 1, 2, 1, 9}, {9, 8, 9, 8, 9, 8, 9, 8}}) == std::vector<std::size_t>{1});
}

TEST_CASE("a step, two steps, and a spike that goes away again") {
    CHECK(beginnings(runs_at({0, 0, 0, 0, 10, 10, 10, 10}, 1)) == std::vector<std::size_t>{4});
    CHECK(beginnings(runs_at({0, 0, 0, 20, 20, 20, 5, 5, 5}, 2)) == std::vector<std::size_t>{3, 6});
    CHECK(beginnings(runs_at({0, 0, 0, 12, 0, 0, 0}, 3)) == std::vector<std::size_t>{3, 4});
}

TEST_CASE("where there is nothing to find") {
    CHECK(change_points(Runs{}, 1).empty());
    CHECK(change_points(Runs{{1, 2, 3}}, 1).empty());
    CHECK(change_points(Runs{{1}, {5}, {9}}, 1).empty());
    CHECK(change_points(Runs{{}, {}, {1, 2}}, 1).empty());
    CHECK(change_points(Runs(9, std::vector<double>(5, 3.14)), 1).empty()); // alike to the last bit
}

TEST_CASE("equal runs rarely look changed") {
    // 1 % each: of 100 series one, give or take; 6 or more with a chance of 0.05 %.
    int alarms = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed)
        alarms += beginnings(runs_at({0, 0, 0, 0}, seed)).empty() ? 0 : 1;
    CHECK(alarms < 6);
}

TEST_CASE("runs that differ each time are no change between runs") {
    // Sessions of one run are alike, runs are not: shuffled sessions are convinced, shuffled runs are not.
    const Runs restless = runs_at({0, 40, 10, 60, 20, 50, 30, 70}, 4);
    const auto found = change_points(restless, 1);
    REQUIRE_FALSE(found.empty());
    bool doubted = false;
    for (const auto& change : found) doubted = doubted || (change.p_runs && *change.p_runs > 0.05);
    CHECK(doubted);
    // A clean step of eight runs: only 2 · 4!·4! of 8! orders part them as well, 2.9 %.
    const auto step = change_points(runs_at({0, 0, 0, 0, 50, 50, 50, 50}, 5), 1);
    REQUIRE(step.size() == 1);
    REQUIRE(step[0].p_runs);
    CHECK(*step[0].p_runs == Approx(2.0 / 70).margin(0.02));
}

TEST_CASE("the same seed gives the same answer") {
    const Runs runs = runs_at({0, 0, 2, 2, 2, 0, 0, 0}, 6);
    const auto once = change_points(runs, 7), again = change_points(runs, 7);
    REQUIRE(once.size() == again.size());
    for (std::size_t i = 0; i < once.size(); ++i) CHECK(once[i].p_sessions == again[i].p_sessions);
}

TEST_CASE("long histories are shuffled less often") {
    CHECK(stats::shuffles_for(0) == 9'999);
    CHECK(stats::shuffles_for(10) == 9'999);  // 5e7 / 100 would be 500 000
    CHECK(stats::shuffles_for(100) == 5'000); // 5e7 / 10 000
    CHECK(stats::shuffles_for(1'000) == 499); // 5e7 / 1e6 would be 50
}
