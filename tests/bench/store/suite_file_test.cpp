#include "bench/store/suite_file.hpp"
#include "tests/bench/store/scratch.hpp"
#include "tests/catch.hpp"
#include "tests/text.hpp"

#include <algorithm>

using namespace tare;
using namespace tare::store;
using in_text::has;
using store::test::Scratch;

namespace {

/// A suite with these cases; `more` goes before them.
std::string suite_text(std::string_view cases, std::string_view more = "") {
    return fmt::format(R"({{"name": "quick", "about": "A sentence.", "label": "latency", "budget_s": 60, {}
"roles": ["server"], "cases": {}}})",
                       more, cases);
}

std::vector<std::string> ids(const core::Suite& suite) {
    std::vector<std::string> names;
    for (const auto& c : suite.cases) names.push_back(core::case_id(c));
    return names;
}

std::string why_no_suite(std::string_view text) {
    const auto suite = parse_suite(text, "q.json");
    REQUIRE(suite.has_error());
    CHECK(suite.error().trouble == Trouble::usage);
    return suite.error().message;
}

} // namespace

TEST_CASE("a suite with everything said") {
    const auto suite = parse_suite(R"({
        "$schema": "x", "name": "quick", "about": "A sentence.", "label": "latency",
        "sessions": 7, "rounds": 60, "block_ms": 12, "budget_s": 150.5, "roles": ["server", "pair"],
        "cases": [{"workload": "echo", "size_bytes": 8192, "connections": 50, "transport": "wss",
                   "placement": "split", "wait": "spin", "kind": "corpus",
                   "deflate": true}]})",
                                   "q.json");
    REQUIRE(suite.has_value());
    CHECK(suite->name == "quick");
    CHECK(suite->about == "A sentence.");
    CHECK(suite->label == "latency");
    CHECK(suite->sessions == 7);
    CHECK(suite->rounds == 60);
    CHECK(suite->block_ms == 12);
    CHECK(suite->budget_s == 150.5);
    CHECK(suite->roles == std::vector{core::Role::server, core::Role::pair});
    CHECK(ids(*suite) == std::vector<std::string>{"echo-8192-wss-split-spin-corpus-c50-deflate"});
}

TEST_CASE("lists are crossed; what is written first varies slowest; entries follow each other") {
    const auto suite = parse_suite(
        suite_text(R"([{"transport": ["ws", "wss"], "size_bytes": [256, 8192]}, {"size_bytes": 0}])"),
        "q.json");
    REQUIRE(suite.has_value());
    CHECK(ids(*suite) ==
          std::vector<std::string>{"echo-256", "echo-8192", "echo-256-wss", "echo-8192-wss", "echo-0"});
    CHECK(suite->sessions == core::Suite{}.sessions); // unsaid: the usual
}

TEST_CASE("a wrong value: file, pointer, expectation, and what was found") {
    CHECK(why_no_suite(suite_text(R"([{}, {"size_bytes": "big"}])")) ==
          "q.json: /cases/1/size_bytes: expected a whole number from 0 to 67108864, got \"big\"");
    CHECK(why_no_suite(suite_text(R"([{"size_bytes": [1, 67108865]}])")) ==
          "q.json: /cases/0/size_bytes/1: expected a whole number from 0 to 67108864, got 67108865");
    CHECK(why_no_suite(suite_text(R"([{"size_bytes": 2.5}])")) ==
          "q.json: /cases/0/size_bytes: expected a whole number from 0 to 67108864, got 2.5E0");
    CHECK(why_no_suite(suite_text(R"([{"transport": "tcp"}])")) ==
          "q.json: /cases/0/transport: unknown transport \"tcp\"; expected ws or wss");
    CHECK(why_no_suite(suite_text(R"([{"deflate": "yes"}])")) ==
          "q.json: /cases/0/deflate: expected true or false, got \"yes\"");
    CHECK(why_no_suite(suite_text(R"([{"wait": 7}])")) == "q.json: /cases/0/wait: expected a text, got 7");
    CHECK(why_no_suite(suite_text(R"([{"connections": []}])")) ==
          "q.json: /cases/0/connections: expected at least one value, got a list");
    CHECK(why_no_suite(suite_text("[7]")) == "q.json: /cases/0: expected an object, got 7");
    CHECK(why_no_suite(suite_text("{}")) == "q.json: /cases: expected a list, got an object");
    CHECK(why_no_suite(suite_text("[]")) == "q.json: /cases: expected at least one case");
}

TEST_CASE("a misspelt key is an error, not a default") {
    CHECK(why_no_suite(suite_text(R"([{"size": 256}])")) ==
          "q.json: /cases/0/size: unknown key; known are workload, size_bytes, connections, depth, "
          "direction, fragment_bytes, rate_per_s, load_percent, p99_us, transport, placement, wait, kind, "
          "deflate, resumed, contenders");
    CHECK(has(why_no_suite(suite_text("[{}]", R"("round": 30,)")),
              "q.json: /round: unknown key; known are name, about"));
}

TEST_CASE("parameters that do not go together") {
    CHECK(why_no_suite(suite_text(R"([{"workload": "pipeline"}])")) ==
          "q.json: /cases/0: case pipeline-256: \"depth\" must be 2 to 1024, got 1");
    CHECK(why_no_suite(suite_text(R"([{"depth": 16}])")) ==
          "q.json: /cases/0: case echo-256-d16: \"depth\" must be 1 for echo, got 16");
}

TEST_CASE("goals: what a figure is wanted to be") {
    const auto with_goal = [](const std::string& goal) {
        return suite_text(R"([{"size_bytes": 256}])", R"("goals": [)" + goal + "],");
    };
    const auto suite = parse_suite(with_goal(R"({"case": "echo-256", "role": "server",
        "of": "cpp-raw:epoll", "figure": "rate", "over": "cpp-beast:epoll-tuned", "at_least": 1.2},
        {"case": "echo-256", "role": "pair", "of": "a:b", "figure": "rate", "over": "floor", "at_least": 1},
        {"case": "echo-256", "role": "server", "of": "a:b", "figure": "server_syscalls", "at_most": 3})"),
                                   "q.json");
    REQUIRE(suite.has_value());
    REQUIRE(suite->goals.size() == 3);
    CHECK(suite->goals[0].measured == suite->cases[0]);
    CHECK(suite->goals[0].subject == core::Program{"cpp-raw", "epoll"});
    CHECK(suite->goals[0].over == core::Program{"cpp-beast", "epoll-tuned"});
    CHECK(suite->goals[0].at_least == 1.2);
    CHECK_FALSE(suite->goals[0].at_most);
    CHECK_FALSE(suite->goals[1].over); // the floor
    CHECK(suite->goals[2].figure == core::Figure::server_syscalls);

    CHECK(why_no_suite(with_goal(R"({"case": "echo-8192", "role": "server", "of": "a:b", "figure": "rate",
        "over": "floor", "at_least": 1})")) ==
          "q.json: /goals/0/case: expected a case of this suite, got \"echo-8192\"");
    CHECK(why_no_suite(with_goal(R"({"case": "echo-256", "role": "server", "of": "cpp-raw", "figure": "rate",
        "over": "floor", "at_least": 1})")) ==
          "q.json: /goals/0/of: \"cpp-raw\" is not a program; expected CONTENDER:VARIANT");
    CHECK(why_no_suite(with_goal(R"({"case": "echo-256", "role": "server", "of": "a:b", "figure": "rate",
        "over": "floor"})")) == "q.json: /goals/0: expected either \"at_least\" or \"at_most\"");
    CHECK(why_no_suite(with_goal(R"({"case": "echo-256", "role": "server", "of": "a:b", "figure": "beauty",
        "over": "floor", "at_least": 1})")) ==
          "q.json: /goals/0/figure: unknown figure \"beauty\"; expected rate or server_syscalls");
}

TEST_CASE("the same case twice is an error") {
    CHECK(why_no_suite(suite_text(R"([{"size_bytes": [1, 2]}, {"size_bytes": 2}])")) ==
          "q.json: /cases/1: echo-2 stands in this suite twice");
}

TEST_CASE("lists multiply, up to a limit") {
    const auto sizes = [](int first, int last) {
        std::string list;
        for (int size = first; size <= last; ++size)
            list += fmt::format("{}{}", size == first ? "" : ", ", size);
        return fmt::format(R"({{"size_bytes": [{}], "transport": ["ws", "wss"]}})", list);
    };
    // 500 sizes × 2 transports = 1 000
    const auto full = parse_suite(suite_text(fmt::format("[{}]", sizes(1, 500))), "q.json");
    REQUIRE(full.has_value());
    CHECK(full->cases.size() == 1'000);
    CHECK(why_no_suite(suite_text(fmt::format("[{}]", sizes(1, 501)))) ==
          "q.json: /cases/0/transport: a suite has at most 1000 cases");
    CHECK(why_no_suite(suite_text(fmt::format(R"([{}, {{"size_bytes": 501}}])", sizes(1, 500)))) ==
          "q.json: /cases/1: a suite has at most 1000 cases");
}

TEST_CASE("numbers of a suite have ranges") {
    CHECK(has(why_no_suite(suite_text("[{}]", R"("sessions": 0,)")),
              "/sessions: expected a whole number from 1 to 1000, got 0"));
    CHECK(has(why_no_suite(suite_text("[{}]", R"("rounds": 9,)")),
              "/rounds: expected a whole number from 10 to 240, got 9"));
    CHECK(has(why_no_suite(suite_text("[{}]", R"("block_ms": 1001,)")),
              "/block_ms: expected a whole number from 10 to 1000, got 1001"));
    CHECK(has(
        why_no_suite(
            R"({"name": "q", "about": "a", "label": "l", "budget_s": 0, "roles": ["server"], "cases": [{}]})"),
        "/budget_s: expected a number of seconds above 0, got 0"));
    CHECK(
        has(why_no_suite(R"({"name": "q", "about": "a", "label": "l", "roles": ["server"], "cases": [{}]})"),
            "q.json: the document: \"budget_s\" is missing"));
}

TEST_CASE("roles: the floor is not asked for, and none twice") {
    const auto with_roles = [](std::string_view roles) {
        return fmt::format(
            R"({{"name": "q", "about": "a", "label": "l", "budget_s": 1, "roles": {}, "cases": [{{}}]}})",
            roles);
    };
    CHECK(has(why_no_suite(with_roles(R"(["floor"])")), "/roles/0: the floor is measured in any case"));
    CHECK(has(why_no_suite(with_roles(R"(["pair", "pair"])")), "/roles/1: the same role twice"));
    CHECK(has(why_no_suite(with_roles("[]")), "/roles: expected at least one role"));
}

TEST_CASE("names must do for paths and labels") {
    CHECK(has(
        why_no_suite(
            R"({"name": "../x", "about": "a", "label": "l", "budget_s": 1, "roles": ["pair"], "cases": [{}]})"),
        "/name: expected a word of a-z, 0-9 and -, got \"../x\""));
}

TEST_CASE("text that is no JSON: line and column") {
    CHECK(has(why_no_suite("{\n  \"name\": quick\n}"), "q.json: line 2, column 11: not JSON: "));
    CHECK(why_no_suite("{\n  \"name\": \"quick\",\n") ==
          "q.json: line 3, column 1: the file is cut off here");
    CHECK(why_no_suite("{} {}") == "q.json: line 1, column 4: more text after the end of the JSON document");
}

TEST_CASE("a folder of suites, by name; one wrong file spoils it aloud") {
    const Scratch scratch;
    const auto as = [](std::string name) {
        auto text = suite_text("[{}]");
        return text.replace(text.find("quick"), 5, name);
    };
    scratch.write("b.json", as("b"));
    scratch.write("a.json", as("a"));
    scratch.write("README.md", "no suite");
    const auto suites = load_suites(scratch.folder);
    REQUIRE(suites.has_value());
    REQUIRE(suites->size() == 2);
    CHECK(suites->at(0).name == "a");
    CHECK(suites->at(1).name == "b");

    const auto wrong = scratch.write("c.json", as("d"));
    CHECK(load_suites(scratch.folder).error().message ==
          wrong.string() + ": /name: expected \"c\", as the file is called, got \"d\"");
    CHECK(has(load_suites(scratch.folder / "none").error().message, "suites: cannot list"));
}

TEST_CASE("whose rows are wanted: the suite says, and an entry of its cases may say otherwise") {
    const auto suite =
        parse_suite(suite_text(R"([{"size_bytes": [0, 1]}, {"contenders": "*", "size_bytes": 2},
                                                  {"contenders": ["py-*", "go-*:std"], "size_bytes": 3}])",
                               R"("contenders": ["cpp-*"],)"),
                    "q.json");
    REQUIRE(suite.has_value());
    using Globs = std::vector<std::string>;
    CHECK(core::contenders_for(*suite, suite->cases[0]) == Globs{"cpp-*"});
    CHECK(core::contenders_for(*suite, suite->cases[1]) == Globs{"cpp-*"});
    CHECK(core::contenders_for(*suite, suite->cases[2]) == Globs{"*"});
    CHECK(core::contenders_for(*suite, suite->cases[3]) == Globs{"py-*", "go-*:std"});
    CHECK(core::contenders_for(*suite, core::Case{}) == Globs{"cpp-*"}); // no case of the suite
    const auto unsaid = parse_suite(suite_text("[{}]"), "q.json");
    REQUIRE(unsaid.has_value());
    CHECK(core::contenders_for(*unsaid, unsaid->cases[0]).empty()); // everybody

    CHECK(why_no_suite(suite_text("[{}]", R"("contenders": [],)")) ==
          "q.json: /contenders: expected at least one glob, got a list");
    CHECK(why_no_suite(suite_text(R"([{"contenders": [7]}])")) ==
          "q.json: /cases/0/contenders/0: expected a text, got 7");
}

TEST_CASE("the repository's own suites are well formed, and quick is quick") {
    const auto suites = load_suites(std::filesystem::path(TARE_SOURCE_DIR) / "bench" / "cases");
    REQUIRE(suites.has_value());
    const auto named = [&](std::string_view name) {
        const auto found = std::find_if(suites->begin(), suites->end(),
                                        [&](const auto& suite) { return suite.name == name; });
        REQUIRE(found != suites->end());
        return *found;
    };
    CHECK(ids(named("quick")) == std::vector<std::string>{"echo-256", "echo-8192", "echo-100000",
                                                          "echo-256-split", "echo-8192-wss"});
    CHECK(named("quick").budget_s <= 150);
    CHECK(named("quick").contenders == std::vector<std::string>{"cpp-*"});
    CHECK(named("quick").contenders_of.empty());
    CHECK(named("full").budget_s <= 44 * 60); // 45 minutes with probing, certificates and the table
    CHECK(named("smoke").label == "smoke");
    CHECK(named("smoke").sessions == 1);
    CHECK(named("latency").cases.size() == 18); // 2 transports × 3 sizes × (same, split, split and spinning)
}
