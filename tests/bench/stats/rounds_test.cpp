#include "bench/stats/rounds.hpp"
#include "bench/stats/stopping.hpp"
#include "tests/bench/stats/sample_maker.hpp"
#include "tests/catch.hpp"

#include <cmath>

using namespace tare;
using namespace tare::stats;
using core::Placement;
using stats::test::block;

TEST_CASE("each covariate disturbs a block by itself; what is unknown does not") {
    const auto calm = block(0, 100, 5'000'000, 5'000'000);
    CHECK_FALSE(disturbance_of(calm, Placement::same));

    auto sample = calm;
    sample.disturbance.steal_ns = 0;
    sample.disturbance.throttled = 0;
    sample.disturbance.swapped = 0;
    sample.disturbance.tcp_retransmits = 5; // recorded, not a reason
    CHECK_FALSE(disturbance_of(sample, Placement::same));
    sample.disturbance.swapped = 1;
    CHECK(disturbance_of(sample, Placement::same) == "swap");
    sample.disturbance.throttled = 1;
    CHECK(disturbance_of(sample, Placement::same) == "throttled");
    sample.disturbance.steal_ns = 1;
    CHECK(disturbance_of(sample, Placement::same) == "steal");
}

TEST_CASE("on a core of its own, waiting for more than a fifth of the time is a disturbance") {
    auto sample = block(0, 100, 5'000'000, 9'000'000);
    sample.server.run_delay_ns = 2'000'000; // exactly 20 % of 10 ms
    CHECK_FALSE(disturbance_of(sample, Placement::split));
    sample.server.run_delay_ns = 2'000'001;
    CHECK(disturbance_of(sample, Placement::split) == "run-queue delay");
    sample.server.run_delay_ns = 0;
    sample.client.run_delay_ns = 2'000'001;
    CHECK(disturbance_of(sample, Placement::split) == "run-queue delay");
}

TEST_CASE("on a shared core, waiting for the partner is as it should be") {
    // The server waited for 4.5 ms while the client, its partner, had the core for 5 ms: its due.
    auto sample = block(0, 100, 4'500'000, 5'000'000);
    sample.server.run_delay_ns = 4'500'000;
    sample.client.run_delay_ns = 4'000'000;
    CHECK_FALSE(disturbance_of(sample, Placement::same));
    // 7 ms less the client's 5 ms: exactly 2 ms, 20 %.
    sample.server.run_delay_ns = 7'000'000;
    CHECK_FALSE(disturbance_of(sample, Placement::same));
    sample.server.run_delay_ns = 7'000'001;
    CHECK(disturbance_of(sample, Placement::same) == "run-queue delay");
    // The client's wait is held against the server's CPU time: 6.5 − 4.5 = 2 ms.
    sample.server.run_delay_ns = 0;
    sample.client.run_delay_ns = 6'500'001;
    CHECK(disturbance_of(sample, Placement::same) == "run-queue delay");
}

TEST_CASE("a round is dropped if the arm or the floor was disturbed in it") {
    std::vector<core::Sample> arm, floor;
    for (int round = 0; round < 10; ++round) {
        arm.push_back(block(round, 100, 1, 1));
        floor.push_back(block(round, 100, 1, 1));
    }
    arm[3].disturbance.steal_ns = 1;
    floor[7].disturbance.steal_ns = 1;
    auto selection = select_rounds(arm, floor, Placement::same);
    CHECK(selection.dropped == std::set<int>{3, 7});
    CHECK(selection.rounds == 10);
    CHECK_FALSE(selection.noisy); // 2 of 10 is not more than 20 %
    CHECK(select_rounds(arm, {}, Placement::same).dropped == std::set<int>{3});

    floor[8].disturbance.steal_ns = 1;
    selection = select_rounds(arm, floor, Placement::same);
    CHECK(selection.dropped == std::set<int>{3, 7, 8});
    CHECK(selection.noisy);
}

TEST_CASE("of a long session, ten calm rounds are enough") {
    std::vector<core::Sample> arm;
    for (int round = 0; round < 120; ++round) {
        arm.push_back(block(round, 100, 1, 1));
        if (round < 110) arm.back().disturbance.steal_ns = 1;
    }
    CHECK(select_rounds(arm, {}, Placement::same).dropped.size() == 110);
    CHECK(select_rounds(arm, {}, Placement::same).noisy);
    arm[110].disturbance.steal_ns = 1; // nine are left
    CHECK(select_rounds(arm, {}, Placement::same).dropped.empty());
}

TEST_CASE("of a short session where less than half would be left, none is dropped") {
    std::vector<core::Sample> arm;
    for (int round = 0; round < 10; ++round) {
        arm.push_back(block(round, 100, 1, 1));
        if (round < 5) arm.back().disturbance.steal_ns = 1;
    }
    CHECK(select_rounds(arm, {}, Placement::same).dropped.size() == 5); // exactly half is left
    arm[5].disturbance.steal_ns = 1;
    const auto selection = select_rounds(arm, {}, Placement::same);
    CHECK(selection.dropped.empty());
    CHECK(selection.disturbed == 6);
    CHECK(selection.noisy);
}

TEST_CASE("a block without operations or time has failed") {
    CHECK_FALSE(failed(block(0, 1, 1, 1)));
    CHECK(failed(block(0, 0, 1, 1)));
    CHECK(failed(block(0, -1, 1, 1)));
    auto no_time = block(0, 1, 1, 1);
    no_time.ended_ns = no_time.started_ns;
    CHECK(failed(no_time));
}

TEST_CASE("checkpoints are 30, 60, 120 and 240 rounds") {
    CHECK(next_checkpoint(0) == 30);
    CHECK(next_checkpoint(10) == 30);
    CHECK(next_checkpoint(30) == 60);
    CHECK(next_checkpoint(60) == 120);
    CHECK(next_checkpoint(239) == 240);
    CHECK_FALSE(next_checkpoint(240));
}

TEST_CASE("enough: precise at a checkpoint, or 240 rounds") {
    // margin 1 %: half of ln 1.01 = 0.0099503 / 2 = 0.0049752
    CHECK(enough(30, 0.00497, 0.01));
    CHECK_FALSE(enough(30, 0.00498, 0.01));
    CHECK_FALSE(enough(45, 0.0, 0.01)); // not a moment to look
    CHECK_FALSE(enough(29, 0.0, 0.01));
    CHECK_FALSE(enough(60, std::nullopt, 0.01));
    CHECK(enough(240, 1.0, 0.01));
    CHECK(enough(240, std::nullopt, 0.01));
}

TEST_CASE("the half-width of a session's ratio to the floor") {
    // The arm costs twice the floor in even rounds and eight times in odd ones: ln 2 and ln 8, the middle
    // half of a resample moves between them; its ends are at most ln 8 − ln 2 = ln 4 apart, so the half-width
    // is at most ln 2.
    std::vector<core::Sample> arm, floor;
    for (int round = 0; round < 30; ++round) {
        const int factor = round % 2 == 0 ? 2 : 8;
        arm.push_back(block(round, 100, 100'000 * factor, 50'000 * factor));
        floor.push_back(block(round, 100, 100'000, 50'000));
    }
    const auto width = half_width_over_floor(arm, floor, 1);
    REQUIRE(width);
    CHECK(*width > 0.1);
    CHECK(*width <= Approx(std::log(2)));

    for (auto& sample : arm) sample.server.cpu_ns = 200'000, sample.client.cpu_ns = 100'000;
    CHECK(*half_width_over_floor(arm, floor, 1) == Approx(0).margin(1e-12)); // always exactly 2

    floor.resize(9);
    CHECK_FALSE(half_width_over_floor(arm, floor, 1));
    CHECK_FALSE(half_width_over_floor({}, {}, 1));
}
