#include "bench/report/ctest_script.hpp"
#include "tests/catch.hpp"

using tare::core::Case;
using tare::core::Placement;
using tare::core::Suite;
using tare::report::ctest_script;
using tare::report::CtestPaths;

namespace {

Suite suite_of(std::vector<Case> cases) {
    Suite suite;
    suite.name = "latency";
    suite.label = "latency";
    suite.cases = std::move(cases);
    suite.budget_s = 90.5;
    return suite;
}

const CtestPaths kPaths{"/opt/my bench/bin/tare", "/opt/my bench/results/ctest"};

} // namespace

TEST_CASE("A case becomes a test with its label, one core, and a limit above its budget") {
    // TIMEOUT: 90.5 s of budget rounded up is 91; 91 + 120 + 300 to confirm a suspicion = 511.
    CHECK(ctest_script({suite_of({Case{}})}, kPaths) ==
          "# Written by `tare list --ctest` after each build; changes here are lost.\n"
          "add_test([[latency.echo-256]] [[/opt/my bench/bin/tare]] run [[echo-256]] --suite [[latency]]"
          " --ctest --judge --out [[/opt/my bench/results/ctest/latency.echo-256]])\n"
          "set_tests_properties([[latency.echo-256]] PROPERTIES LABELS [[latency]] RESOURCE_GROUPS "
          "\"cores:1\"\n"
          "  RUN_SERIAL TRUE SKIP_RETURN_CODE 77 TIMEOUT 511 ENVIRONMENT NO_COLOR=1)\n");
}

TEST_CASE("Each of a suite's cases may take its share of the budget") {
    Case larger;
    larger.size_bytes = 8192;
    // 90.5 s ÷ 2 = 45.25, rounded up 46; 46 + 120 + 300 = 466.
    const std::string script = ctest_script({suite_of({Case{}, larger})}, kPaths);
    CHECK(script.find("TIMEOUT 466 ") != std::string::npos);
    CHECK(script.find("TIMEOUT 511 ") == std::string::npos);
}

TEST_CASE("A case that everybody takes part in has three shares") {
    Case larger;
    larger.size_bytes = 8192;
    Suite suite = suite_of({Case{}, larger});
    suite.contenders = {"cpp-*"};
    suite.contenders_of[larger] = {"*"};
    // 90.5 s ÷ (1 + 3) = 22.625: 23 + 420 = 443, and three of them 67.875: 68 + 420 = 488.
    const std::string script = ctest_script({suite}, kPaths);
    CHECK(script.find("TIMEOUT 443 ") != std::string::npos);
    CHECK(script.find("TIMEOUT 488 ") != std::string::npos);
}

TEST_CASE("A case whose ends are apart asks for two cores") {
    Case apart;
    apart.placement = Placement::split;
    const std::string script = ctest_script({suite_of({apart})}, kPaths);
    CHECK(script.find("RESOURCE_GROUPS \"2,cores:1\"") != std::string::npos);
    CHECK(script.find("latency.echo-256-split") != std::string::npos);
}

TEST_CASE("What only shows that everything runs is not judged") {
    Suite smoke = suite_of({Case{}});
    smoke.label = "smoke";
    const std::string script = ctest_script({smoke}, kPaths);
    CHECK(script.find("--judge") == std::string::npos);
    CHECK(script.find("TIMEOUT 211 ") != std::string::npos); // 91 + 120
}

TEST_CASE("The same case in two suites is two tests") {
    Suite quick = suite_of({Case{}});
    quick.name = "quick";
    const std::string script = ctest_script({suite_of({Case{}}), quick}, kPaths);
    CHECK(script.find("add_test([[latency.echo-256]]") != std::string::npos);
    CHECK(script.find("add_test([[quick.echo-256]]") != std::string::npos);
}

TEST_CASE("A path that holds closing brackets stays one argument") {
    const std::string script = ctest_script({suite_of({Case{}})}, {"/opt/a]]b/tare", "/r]"});
    CHECK(script.find("[=[/opt/a]]b/tare]=]") != std::string::npos);
    // "/r]/latency.echo-256" holds no "]]" and does not end in "]": the shortest brackets do.
    CHECK(script.find("[[/r]/latency.echo-256]]") != std::string::npos);
}

TEST_CASE("No case, no test") { CHECK(ctest_script({}, kPaths).find("add_test") == std::string::npos); }
