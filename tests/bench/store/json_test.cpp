#include "bench/store/json_node.hpp"
#include "bench/store/json_text.hpp"
#include "bench/store/machine_json.hpp"
#include "bench/store/samples_file.hpp"
#include "tests/bench/store/scratch.hpp"
#include "tests/catch.hpp"

#include <boost/json.hpp>

#include <fstream>
#include <limits>

using namespace tare;
using namespace tare::store;
namespace json = boost::json;

TEST_CASE("text for people: flat things on a line, others indented") {
    const json::value value = json::parse(
        R"({"a":{"x":1,"y":"z"},"list":[1,2],"rows":[{"n":1},{"n":2}],"none":{},"deep":{"in":{}}})");
    CHECK(pretty(value) == "{\n"
                           "  \"a\": {\"x\": 1, \"y\": \"z\"},\n"
                           "  \"list\": [1, 2],\n"
                           "  \"rows\": [\n"
                           "    {\"n\": 1},\n"
                           "    {\"n\": 2}\n"
                           "  ],\n"
                           "  \"none\": {},\n"
                           "  \"deep\": {\n"
                           "    \"in\": {}\n"
                           "  }\n"
                           "}");
    CHECK(
        compact(value) ==
        R"({"a": {"x": 1, "y": "z"}, "list": [1, 2], "rows": [{"n": 1}, {"n": 2}], "none": {}, "deep": {"in": {}}})");
}

TEST_CASE("a double is the shortest text that reads back, and stays a double") {
    const auto text = [](double number) { return compact(json::value(number)); };
    CHECK(text(0.1) == "0.1");
    CHECK(text(100'000) == "100000.0");
    CHECK(text(-2.5) == "-2.5");
    CHECK(text(1e300) == "1e+300");
    CHECK(text(1.0 / 3) == "0.3333333333333333");
    CHECK(text(std::numeric_limits<double>::infinity()) == "null");
    for (const double number : {1e-7, 123'456'789.125, 5e-324, 1.7976931348623157e308, 0.1 + 0.2})
        CHECK(json::parse(text(number)).to_number<double>() == number);
}

TEST_CASE("special characters in keys and texts") {
    CHECK(compact(json::parse(R"({"a\"b": "x\ny"})")) == R"({"a\"b": "x\ny"})");
    const auto document = JsonDocument::parse(R"({"a/b~c": 1})", "f");
    document->root().only({"x"});
    CHECK(document->error()->message == "f: /a~1b~0c: unknown key; known are x");
}

TEST_CASE("only the first error counts") {
    const auto document = JsonDocument::parse(R"({"a": 1, "b": 2})", "f");
    const auto root = document->root();
    CHECK_FALSE(document->error());
    CHECK(root.member("a").text().empty());
    CHECK_FALSE(root.member("b").flag());
    CHECK(document->error()->message == "f: /a: expected a text, got 1");
}

TEST_CASE("whole numbers: by value, not by spelling") {
    const auto whole = [](std::string_view text) {
        const auto document = JsonDocument::parse(text, "f");
        REQUIRE(document.has_value());
        const auto number = document->root().whole(0, 1'000);
        return document->error() ? std::int64_t{-1} : number;
    };
    CHECK(whole("1000") == 1'000);
    CHECK(whole("1e3") == 1'000);
    CHECK(whole("12.0") == 12);
    CHECK(whole("12.5") == -1);
    CHECK(whole("1001") == -1);
    CHECK(whole("-1") == -1);
    CHECK(whole("18446744073709551615") == -1);
    CHECK(whole("true") == -1);
}

TEST_CASE("long values are cut short in a sentence") {
    const auto document = JsonDocument::parse("\"" + std::string(500, 'x') + "\"", "f");
    CHECK(document->root().number() == 0);
    CHECK(document->error()->message.size() < 120);
}

TEST_CASE("a machine with nothing known reads back") {
    const auto text = compact(machine_to_json(hw::Machine{}));
    const auto read = machine_from_json(text, "m");
    REQUIRE(read.has_value());
    CHECK(read->cpus.empty());
    CHECK(machine_from_json("{}", "m").error().message == "m: the document: \"key\" is missing");
    CHECK(machine_from_json(R"({"key": "", "keyed": {"a": 1}, "recorded": {}})", "m").error().message ==
          "m: /keyed/a: expected a text, got 1");
}

TEST_CASE("a block as a line: what was read, nothing more") {
    core::Sample sample;
    sample.session = 1;
    sample.round = 2;
    sample.position = 3;
    sample.operations = 4;
    sample.bytes = 1'024;
    sample.started_ns = 5'000;
    sample.ended_ns = 15'000;
    sample.server.cpu_ns = 6;
    sample.server.run_delay_ns = 0;
    sample.disturbance.steal_ns = 0;
    sample.latencies.count = 4;
    CHECK(
        sample_to_json(core::Case{}, {"cpp-x", "epoll"}, {"cpp-y", "sync"}, sample) ==
        R"({"case": "echo-256", "server": "cpp-x:epoll", "client": "cpp-y:sync", "session": 1, "round": 2, )"
        R"("position": 3, "operations": 4, "bytes": 1024, "started_ns": 5000, "wall_ns": 10000, )"
        R"("server_counters": {"cpu_ns": 6, "run_delay_ns": 0}, "disturbance": {"steal_ns": 0}})");
}

TEST_CASE("blocks are appended, a line each; an older file is replaced") {
    const test::Scratch scratch;
    const auto path = scratch.write("blocks.jsonl", "old\n");
    {
        SamplesFile file(path);
        const std::vector<core::Sample> two(2);
        REQUIRE(file.append(core::Case{}, {"a", "b"}, {"c", "d"}, two).has_value());
        REQUIRE(file.append(core::Case{}, {"a", "b"}, {"c", "d"}, two).has_value());
    }
    std::ifstream in(path);
    int lines = 0;
    for (std::string line; std::getline(in, line); ++lines) CHECK(json::parse(line).is_object());
    CHECK(lines == 4);

    SamplesFile nowhere(scratch.folder / "no" / "blocks.jsonl");
    const auto error = nowhere.append(core::Case{}, {"a", "b"}, {"c", "d"}, {});
    REQUIRE(error.has_error());
    CHECK(error.error().message.find("cannot be written: No such file or directory") != std::string::npos);
}
