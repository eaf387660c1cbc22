#include "bench/stats/histogram_codec.hpp"
#include "bench/stats/packed_times.hpp"
#include "bench/stats/summarize.hpp"
#include "tests/bench/stats/sample_maker.hpp"
#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>

using namespace tare;
using namespace tare::stats;
using stats::test::block;

namespace {

bool has_note(const core::Cell& cell, std::string_view note) {
    return std::find(cell.notes.begin(), cell.notes.end(), note) != cell.notes.end();
}

/// Sessions in which every round is alike.
ArmSamples alike(const std::vector<std::int64_t>& operations_by_session, std::int64_t server_cpu_ns,
                 std::int64_t client_cpu_ns, int rounds = 10) {
    ArmSamples arm;
    for (std::size_t s = 0; s < operations_by_session.size(); ++s) {
        arm.sessions.emplace_back();
        arm.warm.push_back(true);
        for (int round = 0; round < rounds; ++round)
            arm.sessions.back().push_back(
                block(round, operations_by_session[s], server_cpu_ns, client_cpu_ns, static_cast<int>(s)));
    }
    return arm;
}

} // namespace

TEST_CASE("one arm, every round alike: the numbers are those of any round") {
    // 1 000 operations of 256 bytes in 10 ms: 10 µs each, 100 000 a second, 25.6 MB/s.
    // CPU: 6 ms and 3.5 ms: 6 µs and 3.5 µs an operation; shares 0.6 and 0.35.
    auto arm = alike({1'000, 1'000, 1'000}, 6'000'000, 3'500'000);
    for (auto& session : arm.sessions)
        for (auto& sample : session) {
            sample.server.voluntary_switches = 1'000;
            sample.server.minor_faults = 5;
        }
    core::Cell cell;
    summarize(cell, arm, nullptr, {});

    CHECK(cell.status == core::Status::ok);
    CHECK(cell.ops_per_s.est == Approx(100'000));
    CHECK(*cell.ops_per_s.lo == Approx(100'000)); // sessions do not differ: S = 0
    CHECK(cell.bytes_per_s.est == Approx(25.6e6));
    CHECK(cell.cpu_ns_per_op_server.est == Approx(6'000));
    CHECK(cell.cpu_ns_per_op_client.est == Approx(3'500));
    CHECK(cell.cpu_ns_per_op_sum.est == Approx(9'500));
    CHECK_FALSE(cell.over_floor_cpu);
    CHECK_FALSE(cell.over_floor_wall);
    CHECK(*cell.cpu_share_server == Approx(0.6));
    CHECK(*cell.cpu_share_client == Approx(0.35));
    CHECK(cell.bottleneck == "server"); // 0.6 + 0.35 ≥ 0.9 of the shared core
    CHECK(*cell.per_op_server.voluntary_switches == Approx(1));
    CHECK(*cell.per_op_server.minor_faults == Approx(0.005));
    CHECK_FALSE(cell.per_op_server.major_faults); // not read is not 0
    CHECK_FALSE(cell.per_op_client.voluntary_switches);
    CHECK(cell.notes.empty());
    REQUIRE(cell.sessions.size() == 3);
    CHECK(cell.sessions[0].rounds == 10);
    CHECK(cell.sessions[0].ops_per_s == Approx(100'000));
    CHECK(cell.sessions[0].wall_ns_per_op == Approx(10'000));
    CHECK_FALSE(cell.sessions[0].ln_cpu_over_floor);
}

TEST_CASE("sessions that differ: geometric mean, and an interval from their spread") {
    // 500, 1 000 and 2 000 operations in 10 ms: 50 k, 100 k, 200 k a second; ln differs by ln 2 = 0.6931.
    // Mean ln: that of 100 k. S = ln 2; half-width 9.925 · ln 2 / √3 = 3.972; e^3.972 = 53.1.
    core::Cell cell;
    summarize(cell, alike({500, 1'000, 2'000}, 6'000'000, 3'000'000), nullptr, {});
    CHECK(cell.ops_per_s.est == Approx(100'000));
    CHECK(*cell.ops_per_s.hi / 100'000 == Approx(53.1).epsilon(2e-3));
    CHECK(100'000 / *cell.ops_per_s.lo == Approx(53.1).epsilon(2e-3));
    CHECK(cell.sessions[2].ops_per_s == Approx(200'000));
}

TEST_CASE("over the floor: paired in each round") {
    // The machine is twice as slow in odd rounds, for both alike. Arm: 500 or 250 operations; floor: 1 000 or
    // 500. CPU the same in each block, so an operation of the arm costs twice: both ratios are 2 in every
    // round.
    auto arm = alike({500, 500, 500}, 6'000'000, 3'000'000);
    auto floor = alike({1'000, 1'000, 1'000}, 6'000'000, 3'000'000);
    for (auto* samples : {&arm, &floor})
        for (auto& session : samples->sessions)
            for (auto& sample : session)
                if (sample.round % 2 == 1) sample.operations /= 2;
    core::Cell cell;
    summarize(cell, arm, &floor, {});
    REQUIRE(cell.over_floor_cpu);
    CHECK(cell.over_floor_cpu->est == Approx(2));
    CHECK(*cell.over_floor_cpu->lo == Approx(2));
    CHECK(*cell.over_floor_cpu->hi == Approx(2));
    CHECK(cell.over_floor_wall->est == Approx(2));
    CHECK(*cell.sessions[1].ln_cpu_over_floor == Approx(std::log(2)));
}

TEST_CASE("sessions are paired by number, and rounds by number") {
    auto arm = alike({500, 500}, 6'000'000, 3'000'000);
    auto floor = alike({1'000, 250}, 6'000'000, 3'000'000); // session 0: × 2; session 1: × 1/2
    floor.sessions.erase(floor.sessions.begin());           // only session 1 is left, now in first place
    floor.sessions[0].erase(floor.sessions[0].begin() + 4); // and its round 4 is missing
    core::Cell cell;
    summarize(cell, arm, &floor, {});
    CHECK(cell.over_floor_wall->est == Approx(0.5));
    CHECK_FALSE(cell.sessions[0].ln_wall_over_floor);
    CHECK(*cell.sessions[1].ln_wall_over_floor == Approx(std::log(0.5)));
    // Nine rounds are too few for an interval.
    CHECK_FALSE(cell.over_floor_wall->lo);
}

TEST_CASE("the floor itself has no ratio to itself") {
    const auto arm = alike({500, 500, 500}, 6'000'000, 3'000'000);
    core::Cell cell;
    cell.role = core::Role::floor;
    summarize(cell, arm, &arm, {});
    CHECK_FALSE(cell.over_floor_cpu);
}

TEST_CASE("latency: every operation of every session, in one histogram") {
    // 3 sessions × 10 rounds × 20 latencies of 100 ns, but one of 5 000 a round: 600 in all, 30 of them slow
    // (5 %).
    auto arm = alike({20, 20, 20}, 6'000'000, 3'000'000);
    for (auto& session : arm.sessions)
        for (auto& sample : session) {
            std::vector<std::int64_t> times(20, 100);
            times[7] = 1'500;
            sample.latencies = pack(times);
        }
    core::Cell cell;
    summarize(cell, arm, nullptr, {});
    CHECK(cell.latency.n == 600);
    CHECK(*cell.latency.p50 == 100);
    CHECK(*cell.latency.p90 == 100);
    CHECK(*cell.latency.p99 == 1'500); // rank 594 of 600, of which the last 30 are slow
    CHECK_FALSE(cell.latency.p999);    // needs 4 603
    CHECK(*cell.latency.max == 1'500);
    CHECK(decode(cell.latency.hdr)->count() == 600);
    CHECK(*cell.sessions[0].p50_ns == 100);
    CHECK_FALSE(cell.sessions[0].p99_ns); // a session has 200, p99 needs 459
}

TEST_CASE("p99 over the floor's p99, a session") {
    auto arm = alike({50}, 6'000'000, 3'000'000);
    auto floor = arm;
    for (auto& sample : arm.sessions[0])
        sample.latencies = pack(std::vector<std::int64_t>(50, 300)); // 10 · 50 = 500 ≥ 459
    for (auto& sample : floor.sessions[0]) sample.latencies = pack(std::vector<std::int64_t>(50, 100));
    core::Cell cell;
    summarize(cell, arm, &floor, {});
    CHECK(*cell.sessions[0].ln_p99_over_floor == Approx(std::log(3)));
    floor.sessions[0].resize(9); // 450
    core::Cell too_few;
    summarize(too_few, arm, &floor, {});
    CHECK_FALSE(too_few.sessions[0].ln_p99_over_floor);
}

TEST_CASE("one session: an interval from its rounds, and a note that it is too narrow") {
    core::Cell cell;
    summarize(cell, alike({1'000}, 6'000'000, 3'000'000), nullptr, {});
    CHECK(*cell.ops_per_s.lo == Approx(100'000));
    CHECK(has_note(cell, kNoteFewSessions));

    core::Cell short_one;
    summarize(short_one, alike({1'000}, 6'000'000, 3'000'000, 5), nullptr, {});
    CHECK_FALSE(short_one.ops_per_s.lo);
}

TEST_CASE("a disturbed round does not count, and many make the session noisy") {
    auto arm = alike({1'000, 1'000, 1'000}, 6'000'000, 3'000'000);
    arm.sessions[1][4].disturbance.steal_ns = 1;
    arm.sessions[1][4].operations = 1; // whatever it measured
    arm.sessions[1][4].latencies = pack(std::vector<std::int64_t>{1'000'000});
    core::Cell cell;
    summarize(cell, arm, nullptr, {});
    CHECK(cell.ops_per_s.est == Approx(100'000));
    CHECK(cell.latency.n == 0);
    CHECK(cell.sessions[1].dropped == 1);
    CHECK(cell.sessions[1].rounds == 9);
    CHECK(cell.notes.empty());

    arm.sessions[1][5].disturbance.steal_ns = arm.sessions[1][6].disturbance.steal_ns = 1;
    core::Cell noisy;
    summarize(noisy, arm, nullptr, {});
    CHECK(noisy.sessions[1].noisy); // 3 of 10
    CHECK_FALSE(noisy.sessions[0].noisy);
    CHECK(noisy.notes == std::vector<std::string>{"noisy"});
}

TEST_CASE("blocks without an operation are left out and noted; with nothing else the cell is invalid") {
    auto arm = alike({1'000, 1'000, 1'000}, 6'000'000, 3'000'000);
    arm.sessions[0][2].operations = 0;
    core::Cell cell;
    summarize(cell, arm, nullptr, {});
    CHECK(cell.status == core::Status::ok);
    CHECK(cell.sessions[0].rounds == 9);
    CHECK(cell.ops_per_s.est == Approx(100'000));
    CHECK(cell.notes == std::vector<std::string>{"failed-blocks"});

    core::Cell nothing;
    summarize(nothing, alike({0, 0}, 1, 1), nullptr, {});
    CHECK(nothing.status == core::Status::invalid);
    CHECK(nothing.reason == "no block completed an operation");

    core::Cell unavailable;
    unavailable.status = core::Status::unavailable;
    unavailable.reason = "no io_uring";
    summarize(unavailable, ArmSamples{}, nullptr, {});
    CHECK(unavailable.reason == "no io_uring"); // what is known already stays
}

TEST_CASE("most warm-ups had no time to end: noted") {
    auto arm = alike({1'000, 1'000, 1'000, 1'000}, 6'000'000, 3'000'000);
    arm.warm = {true, false, false, true};
    core::Cell half;
    summarize(half, arm, nullptr, {});
    CHECK(half.notes.empty());
    arm.warm[3] = false;
    core::Cell cell;
    summarize(cell, arm, nullptr, {});
    CHECK(cell.notes == std::vector<std::string>{"no-steady-state"});
    CHECK(cell.sessions[0].steady);
    CHECK_FALSE(cell.sessions[1].steady);
}

TEST_CASE("a cost that moves on while it is measured is noted") {
    const auto noted = [](const ArmSamples& arm, const ArmSamples* floor) {
        core::Cell cell;
        cell.role = core::Role::server;
        summarize(cell, arm, floor, {});
        return has_note(cell, kNoteNoSteadyState);
    };
    const auto floor = alike({1'000, 1'000, 1'000}, 4'000'000, 2'000'000);
    auto still = alike({1'000, 1'000, 1'000}, 6'000'000, 3'000'000), cheaper = still;
    still.warm[2] = false; // one of three
    CHECK_FALSE(noted(still, &floor));
    // 9 µs in rounds 0 to 2, 8.7 µs later: ln(8.7 / 9) = -3.4 % in every session.
    for (auto& session : cheaper.sessions)
        for (auto& sample : session)
            if (sample.round > 2) sample.server.cpu_ns = 5'700'000;
    CHECK(noted(cheaper, &floor));
    // Where the floor moves alike, the machine did.
    auto floor_too = floor;
    for (auto& session : floor_too.sessions)
        for (auto& sample : session)
            if (sample.round > 2) sample.server.cpu_ns = 3'800'000; // 5.8 / 6 = 8.7 / 9
    CHECK_FALSE(noted(cheaper, &floor_too));
    CHECK(noted(floor_too, nullptr));
}

TEST_CASE("messages of no bytes") {
    auto arm = alike({1'000, 1'000, 1'000}, 6'000'000, 3'000'000);
    for (auto& session : arm.sessions)
        for (auto& sample : session) sample.bytes = 0;
    core::Cell cell;
    summarize(cell, arm, nullptr, {});
    CHECK(cell.bytes_per_s.est == 0);
    CHECK(cell.ops_per_s.est == Approx(100'000));
}

TEST_CASE("CPU time that could not be read has no share and no ratio") {
    auto arm = alike({1'000, 1'000, 1'000}, 0, 3'000'000);
    const auto floor = arm;
    core::Cell cell;
    summarize(cell, arm, &floor, {});
    CHECK_FALSE(cell.cpu_share_server);
    CHECK_FALSE(cell.over_floor_cpu);
    CHECK(cell.over_floor_wall->est == Approx(1));
    CHECK(cell.bottleneck.empty());
}

TEST_CASE("which end held the other up") {
    using core::Placement;
    using core::Role;
    core::Case same, split, spin;
    split.placement = Placement::split;
    spin.placement = Placement::split;
    spin.wait = core::WaitMode::spin;

    CHECK(bottleneck(same, Role::server, 0.50, 0.45) == "server"); // 0.95 of the one core
    CHECK(bottleneck(same, Role::server, 0.45, 0.50) == "client");
    CHECK(bottleneck(same, Role::server, 0.03, 0.95) == "generator");
    CHECK(bottleneck(same, Role::client, 0.03, 0.95) == "client"); // it is what is weighed
    CHECK(bottleneck(same, Role::server, 0.44, 0.45) == "wake");   // 0.89
    // Somebody else had the core for half of the time: 0.30 + 0.15 + 0.50 = 0.95.
    CHECK(bottleneck(same, Role::server, 0.30, 0.15, 0.50) == "server");
    CHECK(bottleneck(split, Role::server, 0.30, 0.15, 0.90) == "wake"); // its core was waking up
    CHECK(bottleneck(split, Role::server, 0.50, 0.45) == "wake");       // half a core each
    CHECK(bottleneck(split, Role::server, 0.95, 0.50) == "server");
    CHECK(bottleneck(split, Role::server, 0.50, 0.95) == "generator");
    CHECK(bottleneck(split, Role::pair, 0.50, 0.95) == "client");
    CHECK(bottleneck(spin, Role::server, 1.0, 1.0).empty());
    CHECK(bottleneck(same, Role::server, std::nullopt, 0.5).empty());
}

namespace {

/// 1 000 messages a block, planned for 100 000 a second: response 20 µs, of which the client's lateness is 1
/// µs.
ArmSamples planned(std::int64_t server_cpu_ns, std::int64_t in_time, std::int64_t lateness_ns = 1'000) {
    ArmSamples arm = alike({1'000, 1'000, 1'000}, server_cpu_ns, 10'000'000);
    for (auto& session : arm.sessions)
        for (auto& sample : session) {
            const std::vector<std::int64_t> response(1'000, 20'000), late(1'000, lateness_ns),
                service(1'000, 20'000 - lateness_ns);
            sample.latencies = pack(response);
            sample.open_loop = core::OpenLoopSample{100'000, in_time, pack(service), pack(late)};
        }
    return arm;
}

core::Cell planned_cell() {
    core::Cell cell;
    cell.measured.workload = core::Workload::rate;
    cell.measured.placement = core::Placement::split;
    cell.measured.rate_per_s = 100'000;
    return cell;
}

} // namespace

TEST_CASE("by a schedule: the server's CPU time alone is held against the floor's") {
    // 6 ms against 4 ms of server; the clients, which never sleep, have 10 ms each: 6/4 = 1.5, and not 16/14.
    core::Cell cell = planned_cell();
    const auto floor = planned(4'000'000, 1'000);
    summarize(cell, planned(6'000'000, 1'000), &floor, {});
    CHECK(cell.status == core::Status::ok);
    REQUIRE(cell.over_floor_cpu);
    CHECK(cell.over_floor_cpu->est == Approx(1.5));
    CHECK_FALSE(cell.over_floor_wall); // the schedule's own
    CHECK(cell.bottleneck.empty());
    REQUIRE(cell.open_loop);
    CHECK(cell.open_loop->rate_per_s == Approx(100'000));
    CHECK(cell.open_loop->sent_in_time == Approx(1));
    // 30 blocks of 1 000: enough for p99.9 (4 603), not for p99.99 (46 050).
    CHECK(*cell.latency.p999 == Approx(20'000).epsilon(1e-3));
    CHECK_FALSE(cell.latency.p9999);
    CHECK(*cell.open_loop->service.p50 == Approx(19'000).epsilon(1e-3));
    CHECK(*cell.open_loop->lateness.p99 == Approx(1'000).epsilon(1e-3));
    CHECK_FALSE(has_note(cell, kNoteLateGenerator)); // 1 µs of 20 µs
}

TEST_CASE("a plan that was not kept is no measurement, and a late client is said") {
    core::Cell cell = planned_cell();
    summarize(cell, planned(6'000'000, 994), nullptr, {});
    CHECK(cell.status == core::Status::invalid);
    CHECK(cell.reason == "the plan was not kept: 99.40 % of the messages were sent in its time, at least "
                         "99.5 % are expected; the "
                         "client cannot send 100000 messages a second here");

    core::Cell kept = planned_cell();
    summarize(kept, planned(6'000'000, 995, 2'100), nullptr, {});
    CHECK(kept.status == core::Status::ok);
    CHECK(has_note(kept, kNoteLateGenerator)); // 2.1 µs of 20 µs
}

TEST_CASE("fairness: a connection's operations over those that one has on average") {
    // Of 1 000 operations on 4 connections one has 250 on average: 200, 240 and 300 are 0.8, 0.96 and 1.2 of
    // that. In every other block 250 each, so the means are 0.9, 0.98 and 1.1.
    ArmSamples arm = alike({1'000, 1'000}, 6'000'000, 3'500'000);
    for (auto& session : arm.sessions)
        for (auto& sample : session)
            sample.per_connection = sample.round % 2 == 0 ? core::PerConnection{200, 240, 300}
                                                          : core::PerConnection{250, 250, 250};
    core::Cell cell;
    cell.measured.connections = 4;
    summarize(cell, arm, nullptr, {});
    REQUIRE(cell.fairness);
    CHECK(cell.fairness->least == Approx(0.9));
    CHECK(cell.fairness->median == Approx(0.98));
    CHECK(cell.fairness->most == Approx(1.1));
}
