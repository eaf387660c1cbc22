#include "bench/cli/build_pair.hpp"
#include "bench/cli/experiment.hpp"
#include "bench/cli/remeasure.hpp"
#include "bench/cli/selftest_summary.hpp"
#include "tests/catch.hpp"

#include <cmath>

using namespace tare;
using namespace tare::cli;

namespace {

core::Contender contender(const std::string& name, const std::string& program) {
    core::Contender one;
    one.name = name;
    one.variants = {{"epoll", "", {program}, {}}};
    return one;
}

} // namespace

TEST_CASE("build B's contenders stand beside A's under another name; scripts and floors are A's alone") {
    auto floor_a = contender("cpp-floor", "/a/floor"), floor_b = contender("cpp-floor", "/b/floor");
    floor_a.is_floor = floor_b.is_floor = true;
    const auto pair = pair_builds({contender("cpp-raw", "/a/raw"), floor_a, contender("py-x", "/x.py")},
                                  {contender("cpp-raw", "/b/raw"), floor_b, contender("py-x", "/x.py")});
    REQUIRE(pair.contenders.size() == 4);
    CHECK(pair.contenders[0].variants[0].command[0] == "/a/raw");
    CHECK(pair.contenders[3].name == "cpp-raw@B");
    CHECK(pair.contenders[3].variants[0].command[0] == "/b/raw");
    CHECK(pair.same == std::vector<std::string>{"py-x"});
}

TEST_CASE("the name of the other build's program, and back") {
    CHECK(of_b({"cpp-raw", "epoll"}) == core::Program{"cpp-raw@B", "epoll"});
    CHECK(of_a({"cpp-raw@B", "epoll"}) == core::Program{"cpp-raw", "epoll"});
    CHECK(of_a({"cpp-raw", "epoll"}) == core::Program{"cpp-raw", "epoll"});
}

TEST_CASE("a suspicion is confirmed by the program that raised it") {
    core::RunResult before, fresh;
    before.machine.recorded = {{"sha256 cpp-raw server epoll", "aa"}, {"kernel_release", "1"}};
    fresh.machine.recorded = {{"sha256 cpp-raw server epoll", "aa"}, {"kernel_release", "2"}};
    CHECK(check_same_programs(before, fresh));
    fresh.machine.recorded["sha256 cpp-raw server epoll"] = "bb";
    const auto other = check_same_programs(before, fresh);
    REQUIRE(other.has_error());
    CHECK_THAT(other.error().message, ContainsSubstring("cpp-raw server epoll is another program"));
}

TEST_CASE("what an injection must cost") {
    CHECK(*exact_truth("twice-50") == Approx(std::log(1.02)));
    CHECK(*exact_truth("twice-1") == Approx(std::log(2.0)));
    CHECK(*exact_truth("again") == 0);
    CHECK_FALSE(exact_truth("spin-100"));
    CHECK(*spun_ns("spin-100") == 100);
    CHECK_FALSE(spun_ns("twice-50"));
}

TEST_CASE("what is spun is held against what a message cost in the same sessions, by what gates the case") {
    Experiment one;
    one.case_id = "echo-256"; // by CPU time
    one.plain_ln_cpu = {std::log(10'000), std::log(5'000)};
    one.plain_ln_wall = {std::log(20'000), std::log(20'000)};
    one.fresh_plain_ln_cpu = {std::log(4'000)};
    one.fresh_plain_ln_wall = {std::log(25'000)};
    ExperimentRow row;
    row.name = "spin-1000";
    CHECK(truth_of(row, one) == Approx((std::log(1.1) + std::log(1.2)) / 2));
    row.fresh_cpu = {0.2};
    CHECK(truth_of(row, one) == Approx((std::log(1.1) + std::log(1.2) + std::log(1.25)) / 3));
    one.case_id = "echo-256-split"; // by wall time
    CHECK(truth_of(row, one) == Approx((2 * std::log(1.05) + std::log(1.04)) / 3));
    row.name = "twice-50";
    CHECK(truth_of(row, one) == Approx(std::log(1.02)));
}

TEST_CASE("experiments come to figures") {
    Experiment one;
    one.case_id = "echo-256";
    // Truth ln 1.02 = 0.0198; measured 0.0208 and 0.0228 by CPU: 0.0218, 0.2 points above.
    one.rows = {{"twice-50", std::log(1.02), {0.0208}, {9}, {0.0228}, {9}, core::Verdict::regressed}};
    one.plain_ln_cpu = {8, 8.02};
    one.plain_ln_wall = {8, 8.2};
    one.plain_ln_cpu_over_floor = {0.3, 0.302};
    one.plain_ln_wall_over_floor = {0.3, 0.31};
    one.positions = {{4, 0.004, 1e-5}, {4, -0.002, 1e-5}};
    const auto summary = summarize({one, one});
    REQUIRE(summary.rows.size() == 1);
    CHECK(summary.rows[0].experiments == 2);
    CHECK(summary.rows[0].regressed == 2);
    CHECK(summary.rows[0].suspected == 2);
    CHECK(summary.rows[0].truth == Approx(0.02));
    CHECK(summary.rows[0].measured == Approx(std::expm1(0.0218)));
    CHECK(summary.cases[0].sessions == 4);
    CHECK(summary.cases[0].cpu_sd == Approx(0.02 / std::sqrt(2.0)));
    CHECK(summary.cases[0].cpu_over_floor_sd == Approx(0.002 / std::sqrt(2.0)));
    CHECK(summary.cases[0].position_effect == Approx(0.001)); // 0.008 / 8
    CHECK(summary.cases[0].stored == 0);                      // it takes five experiments
    CHECK(summarize(std::vector<Experiment>(10, one)).cases[0].stored == 2);
}
