#include "bench/history/series.hpp"
#include "tests/catch.hpp"

#include <cmath>

using namespace tare;
using core::Metric;
using history::StoredResult;

namespace {

bool everything(const core::Cell&) { return true; }

/// A run whose sessions lie evenly within ±0.4 % of `ratio` times the floor.
core::Cell cell(core::Role role, const char* contender, double ratio) {
    core::Cell found;
    found.role = role;
    found.subject = found.server = found.client = {contender, "epoll"};
    if (role != core::Role::floor) found.over_floor_cpu = core::Estimate{ratio, ratio * 0.99, ratio * 1.01};
    found.ops_per_s = {100'000 / ratio, 90'000 / ratio, 110'000 / ratio};
    found.cpu_ns_per_op_sum = {10'000 * ratio, {}, {}};
    for (int i = -2; i <= 2; ++i) {
        core::SessionValue session;
        const double here = ratio * (1 + 0.002 * i);
        session.ln_cpu_over_floor = std::log(here);
        session.cpu_ns_per_op_server = session.cpu_ns_per_op_client = 5'000 * here;
        session.ops_per_s = 100'000 / here;
        found.sessions.push_back(session);
    }
    return found;
}

StoredResult stored(const char* key, const char* started, double ratio) {
    StoredResult found{std::string(key) + started, {}};
    found.result.machine.key = key;
    found.result.run.started_utc = started;
    found.result.tare.revision = std::string("rev-") + started;
    found.result.cells = {cell(core::Role::server, "cpp-beast", ratio),
                          cell(core::Role::floor, "cpp-floor", 1)};
    return found;
}

} // namespace

TEST_CASE("results of one key are one series, in the order of time") {
    const auto series = history::series_of(
        {stored("k", "2026-03", 2.2), stored("k", "2026-01", 2.0), stored("k", "2026-02", 2.1)}, "echo-256",
        Metric::cpu, everything);
    REQUIRE(series.size() == 2);
    CHECK(series[0].role == core::Role::floor);
    const auto& points = series[1].points;
    REQUIRE(points.size() == 3);
    CHECK(points[0].started_utc == "2026-01");
    CHECK(points[0].value->est == 2.0);
    CHECK_FALSE(points[0].delta);
    CHECK(*points[1].delta == Approx(0.05)); // 2.1 ÷ 2.0 - 1
    CHECK(*points[2].delta == Approx(2.2 / 2.1 - 1));
    CHECK(points[2].revision == "rev-2026-03");
    CHECK(points[2].sessions == 5);
}

TEST_CASE("different keys and different programs are never one series") {
    auto other = stored("b", "2026-02", 2.0);
    other.result.cells[0].client = {"cpp-raw", "epoll"};
    const auto series = history::series_of({stored("a", "2026-01", 2), stored("b", "2026-01", 2), other},
                                           "echo-256", Metric::cpu, everything);
    REQUIRE(series.size() == 5); // a: floor, server; b: floor, and two servers with different clients
    CHECK(series[0].key == "a");
    CHECK(series[2].key == "b");
    CHECK(series[2].points.size() == 2); // b's floor
    CHECK(series[3].points.size() == 1);
}

TEST_CASE("a step is found where it began, and how high it is") {
    std::vector<StoredResult> results;
    const char* dates[] = {"2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"};
    for (int i = 0; i < 6; ++i) results.push_back(stored("k", dates[i], i < 4 ? 2.0 : 2.2));
    const auto series = history::series_of(results, "echo-256", Metric::cpu, everything);
    for (std::size_t i = 0; i < 6; ++i) CHECK(series[1].points[i].change.has_value() == (i == 4));
    // All sessions before lie alike around 2.0, all after alike around 2.2: the means differ by exactly a
    // tenth.
    CHECK(series[1].points[4].change->shift == Approx(0.1));
    CHECK(series[1].points[4].change->p_sessions <= 0.01);
    for (const auto& point : series[0].points) CHECK_FALSE(point.change); // the floor did not change
}

TEST_CASE("what has no value keeps its place") {
    auto broken = stored("k", "2026-02", 9);
    broken.result.cells[0].status = core::Status::invalid;
    broken.result.cells[0].reason = "message 3: wrong length";
    broken.result.run.partial = true;
    const auto series = history::series_of({stored("k", "2026-01", 2.0), broken, stored("k", "2026-03", 2.1)},
                                           "echo-256", Metric::cpu, everything);
    const auto& points = series[1].points;
    REQUIRE(points.size() == 3);
    CHECK_FALSE(points[1].value);
    CHECK(points[1].partial);
    CHECK(points[1].reason == "message 3: wrong length");
    CHECK(*points[2].delta == Approx(0.05)); // to the last one that had a value
}

TEST_CASE("each metric, of a contender and of the floor") {
    const auto of = [](Metric metric, std::size_t i) {
        return history::series_of({stored("k", "2026-01", 2.0)}, "echo-256", metric, everything)[i]
            .points[0]
            .value;
    };
    CHECK(of(Metric::cpu, 0)->est == 10'000); // ns: there is nothing under the floor
    CHECK(of(Metric::cpu, 1)->est == 2.0);
    CHECK(of(Metric::rate, 1)->est == 50'000);
    CHECK(of(Metric::wall, 0)->est == Approx(10'000));        // 1e9 ÷ 100 000
    CHECK(*of(Metric::wall, 0)->lo == Approx(1e9 / 110'000)); // the ends change places
    CHECK_FALSE(of(Metric::wall, 1));                         // this result has no wall ratio
    CHECK_FALSE(of(Metric::p99, 1));
}

TEST_CASE("a quantile brings its own interval") {
    auto measured = stored("k", "2026-01", 2.0);
    measured.result.cells[0].latency.p99 = 9'000;
    measured.result.cells[0].latency.p99_interval = {8'900, 9'100};
    const auto series = history::series_of({measured}, "echo-256", Metric::p99, everything);
    CHECK(series[1].points[0].value->est == 9'000);
    CHECK(series[1].points[0].value->hi == 9'100);
}

TEST_CASE("only what is wanted, and only that case") {
    const std::vector<StoredResult> results = {stored("k", "2026-01", 2.0)};
    CHECK(history::series_of(results, "echo-8192", Metric::cpu, everything).empty());
    const auto beast = history::series_of(results, "echo-256", Metric::cpu, [](const core::Cell& c) {
        return c.subject.contender == "cpp-beast";
    });
    REQUIRE(beast.size() == 1);
    CHECK(beast[0].subject.contender == "cpp-beast");
}
