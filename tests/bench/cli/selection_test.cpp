#include "bench/cli/selection.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::cli;

namespace {

core::Case echo(std::int64_t size) {
    core::Case c;
    c.size_bytes = size;
    return c;
}

std::vector<core::Suite> suites() {
    core::Suite quick;
    quick.name = "quick";
    quick.cases = {echo(256), echo(8192), echo(100000)};
    quick.budget_s = 150;
    return {quick};
}

template <class T>
std::string why(const Result<T>& result) {
    return result ? "no error" : result.error().message;
}

} // namespace

TEST_CASE("lengths of time") {
    CHECK(parse_duration("90s").value() == 90);
    CHECK(parse_duration("3m").value() == 180);
    CHECK(parse_duration("1.5m").value() == 90);
    CHECK(parse_duration("1h").value() == 3600);
    for (const char* wrong : {"", "90", "s", "-3m", "0s", "3 m", "3min", "nan s", "nans", "infs", "1e9h"}) {
        INFO(wrong);
        CHECK_FALSE(parse_duration(wrong));
    }
    CHECK(why(parse_duration("soon")) ==
          "\"soon\" is no length of time, expected a number and s, m or h, such as 90s or 3m");
}

TEST_CASE("globs") {
    CHECK(glob_matches("*", ""));
    CHECK(glob_matches("cpp-*", "cpp-beast"));
    CHECK(glob_matches("*-beast", "cpp-beast"));
    CHECK(glob_matches("c?p-b*t", "cpp-beast"));
    CHECK(glob_matches("*a*b*", "xaxxbx"));
    CHECK_FALSE(glob_matches("*a*b", "xaxxbx"));
    CHECK_FALSE(glob_matches("cpp", "cpp-beast"));
    CHECK_FALSE(glob_matches("?", ""));
}

TEST_CASE("a program is named with and without its variant") {
    const core::Program program{"cpp-beast", "io_uring"};
    CHECK(names_program({}, program));
    CHECK(names_program({"cpp-beast"}, program));
    CHECK(names_program({"py-*", "*:io_uring"}, program));
    CHECK(names_program({"cpp-beast:io_*"}, program));
    CHECK_FALSE(names_program({"cpp-beast:epoll"}, program));
    CHECK_FALSE(names_program({"cpp"}, program));
}

TEST_CASE("a contender that is named on the command line is wanted, whatever the suite says") {
    auto suite = suites()[0];
    suite.contenders = {"cpp-*"};
    suite.contenders_of[echo(8192)] = {"*"};
    const core::Program native{"cpp-beast", "epoll"}, other{"go-gorilla", "default"};
    CHECK(wants_program(suite, {}, echo(256), native));
    CHECK_FALSE(wants_program(suite, {}, echo(256), other));
    CHECK(wants_program(suite, {}, echo(8192), other));
    CHECK(wants_program(suite, {"go-*"}, echo(256), other));
    CHECK_FALSE(wants_program(suite, {"go-*"}, echo(256), native));
    CHECK_FALSE(wants_program(suite, {}, echo(4096), other)); // no case of the suite: the suite's own
}

TEST_CASE("cases that become one when they are placed keep the contenders of each") {
    core::Suite suite;
    auto split = echo(256);
    split.placement = core::Placement::split;
    suite.cases = {echo(256), split, echo(8192)};
    suite.contenders = {"cpp-*"};
    suite.contenders_of[split] = {"py-*"};
    place(suite, core::Placement::split);
    CHECK(suite.cases.size() == 2);
    CHECK(core::contenders_for(suite, split) == std::vector<std::string>{"cpp-*", "py-*"});
}

TEST_CASE("a suite, whole or in part") {
    CHECK(select_suite(suites(), "quick", {})->cases.size() == 3);
    const auto part = select_suite(suites(), "quick", {"echo-8192", "echo-8192"});
    REQUIRE(part);
    CHECK(part->cases == std::vector{echo(8192)});
    CHECK(part->budget_s == 50); // 150 s ÷ 3 cases × 1
}

TEST_CASE("any size can be named, whether or not a suite declares it") {
    const auto other = select_suite(suites(), "quick", {"echo-4096", "echo-256"});
    REQUIRE(other);
    CHECK(other->cases == std::vector{echo(4096), echo(256)});
    CHECK(other->budget_s == 100);
}

TEST_CASE("unknown names come with the nearest one") {
    CHECK(why(select_suite(suites(), "quik", {})) == "there is no suite \"quik\"; did you mean \"quick\"?");
    CHECK(why(select_suite(suites(), "quick", {"quick"})) ==
          "\"quick\" is a suite and no case: --suite quick");
    const auto wrong = why(select_suite(suites(), "quick", {"ecko-256"}));
    CHECK(wrong.find("case \"ecko-256\": unknown workload \"ecko\"") == 0);
    CHECK(wrong.find("did you mean \"echo-256\"?") != std::string::npos);
}

TEST_CASE("placing keeps each case once") {
    auto suite = suites().front();
    auto split = echo(256);
    split.placement = core::Placement::split;
    suite.cases = {echo(256), split};
    place(suite, core::Placement::split);
    CHECK(suite.cases == std::vector{split});
}
