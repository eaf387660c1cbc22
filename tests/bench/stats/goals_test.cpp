#include "bench/stats/goals.hpp"
#include "tests/catch.hpp"

#include <cmath>

using namespace tare;
using stats::read_goals;

namespace {

/// A row of echo-256 whose sessions cost so many times the floor's time.
core::Cell cell(const std::string& contender, const std::vector<double>& wall_over_floor) {
    core::Cell made;
    made.subject = {contender, "epoll"};
    for (const double ratio : wall_over_floor) {
        core::SessionValue session;
        session.ln_wall_over_floor = std::log(ratio);
        made.sessions.push_back(session);
    }
    return made;
}

core::Goal goal(std::optional<core::Program> over, double at_least) {
    core::Goal made;
    made.subject = {"a", "epoll"};
    made.over = std::move(over);
    made.at_least = at_least;
    return made;
}

} // namespace

TEST_CASE("a rate over the floor is the inverse of the time over the floor") {
    // 1.25 times the time is 0.8 of the rate; sessions that agree leave no doubt.
    const auto readings = read_goals({goal({}, 0.79), goal({}, 0.81)}, {cell("a", {1.25, 1.25, 1.25})});
    REQUIRE(readings.size() == 2);
    REQUIRE(readings[0].value);
    CHECK(readings[0].value->est == Approx(0.8));
    CHECK(readings[0].reached);
    CHECK(readings[0].certain);
    CHECK_FALSE(readings[1].reached);
    CHECK(readings[1].certain);
}

TEST_CASE("a rate over another is taken session by session") {
    // Both are slower in the second session; the ratio is 1.5 / 1.2 = 3.0 / 2.4 = 1.25 in each.
    const auto readings = read_goals({goal(core::Program{"b", "epoll"}, 1.2)},
                                     {cell("a", {1.2, 2.4, 1.2}), cell("b", {1.5, 3.0, 1.5})});
    REQUIRE(readings[0].value);
    CHECK(readings[0].value->est == Approx(1.25));
    CHECK(*readings[0].value->lo == Approx(1.25));
    CHECK(readings[0].reached);
}

TEST_CASE("a rate over another variant of the floor") {
    // The bare exchange over the same kernel interface takes 1.12 times the floor's time, the pair 1.14:
    // 1.12 / 1.14 = 0.982 of its rate.
    auto bare = cell("floor", {1.12, 1.12, 1.12});
    bare.role = core::Role::floor;
    auto pair = cell("a", {1.14, 1.14, 1.14});
    pair.role = core::Role::pair;
    core::Goal wanted = goal(core::Program{"floor", "epoll"}, 0.98);
    wanted.role = core::Role::pair;
    const auto readings = read_goals({wanted}, {bare, pair});
    REQUIRE(readings[0].value);
    CHECK(readings[0].value->est == Approx(0.98246).epsilon(1e-4));
    CHECK(readings[0].reached);
}

TEST_CASE("an interval that holds the goal is said to be uncertain") {
    // ln of 1.0 and 1.1 twice each: the mean is ln(1.1)/2 = 0.0477, so about 0.953, and sessions differ much.
    const auto readings = read_goals({goal({}, 0.95)}, {cell("a", {1.0, 1.1, 1.0, 1.1})});
    CHECK(readings[0].value->est == Approx(std::exp(-std::log(1.1) / 2)));
    CHECK(readings[0].reached);
    CHECK_FALSE(readings[0].certain);
}

TEST_CASE("system calls at most so many") {
    auto measured = cell("a", {1.0, 1.0, 1.0});
    core::Goal calls = goal({}, 0);
    calls.at_least.reset();
    calls.at_most = 1.0;
    calls.figure = core::Figure::server_syscalls;
    CHECK(read_goals({calls}, {measured})[0].reason == "system calls cannot be counted here");
    measured.per_op_server.syscalls = 1.0;
    CHECK(read_goals({calls}, {measured})[0].reached);
    measured.per_op_server.syscalls = 3.0;
    CHECK_FALSE(read_goals({calls}, {measured})[0].reached);
}

TEST_CASE("what was not measured is said, and what was not part of the run is left out") {
    CHECK(read_goals({goal({}, 1)}, {cell("b", {1.0})})[0].reason == "a:epoll was not part of the run");
    auto broken = cell("a", {});
    broken.status = core::Status::invalid;
    broken.reason = "echoes wrongly";
    CHECK(read_goals({goal({}, 1)}, {broken})[0].reason == "a:epoll: echoes wrongly");
    core::Goal elsewhere = goal({}, 1);
    elsewhere.measured.size_bytes = 8192;
    CHECK(read_goals({elsewhere}, {cell("a", {1.0, 1.0, 1.0})}).empty());
    // One session of one, three of the other: no pairs.
    CHECK(read_goals({goal(core::Program{"b", "epoll"}, 1)}, {cell("a", {1.0}), cell("b", {1, 1, 1})})[0]
              .reason == "not measured in the same sessions");
}
