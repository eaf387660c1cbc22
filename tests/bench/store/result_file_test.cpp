#include "bench/store/result_file.hpp"
#include "tests/bench/store/example_result.hpp"
#include "tests/bench/store/scratch.hpp"
#include "tests/catch.hpp"
#include "tests/text.hpp"

#include <fstream>
#include <limits>

using namespace tare;
using namespace tare::store;
using in_text::has;
using store::test::example_result;
using store::test::Scratch;

namespace {

std::string why_no_result(std::string_view text) {
    const auto read = parse_result(text, "r.json");
    REQUIRE(read.has_error());
    CHECK(read.error().trouble == Trouble::usage);
    return read.error().message;
}

/// The example with one piece of its text replaced.
std::string damaged(std::string_view from, std::string_view to) {
    std::string text = to_json(example_result());
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

} // namespace

TEST_CASE("what is written reads back, field by field") {
    const std::string text = to_json(example_result());
    const auto read = parse_result(text, "r.json");
    REQUIRE(read.has_value());
    // Written again it is the same text: no field was lost or swapped on the way in.
    CHECK(to_json(*read) == text);

    // And on the way out: values from example_result.hpp.
    CHECK(read->tare.flags == "-O3 \"quoted\"");
    CHECK(read->machine.cpus.at(0).l3_group == 6);
    CHECK(read->machine.cpus.at(0).max_khz == 8);
    CHECK_FALSE(read->machine.cpus.at(1).numa_node);
    CHECK(read->machine.caches.at(0).shared_by == 2);
    CHECK(read->run.seed == std::numeric_limits<std::uint64_t>::max());
    CHECK(read->run.cores.at("harness") == std::vector<int>{0, 1});
    CHECK(read->run.recording_ns == 17.5);
    CHECK(read->run.warnings.at(0) == "a warning — with a dash");
    const auto& cell = read->cells.at(0);
    CHECK(core::case_id(cell.measured) == "echo-8192-wss-split");
    CHECK(cell.role == core::Role::client);
    CHECK(cell.subject == core::Program{"cpp-beast", "epoll"});
    CHECK(cell.server == core::Program{"cpp-raw", "io_uring"});
    CHECK(cell.ops_per_s.est == 100'000.125);
    CHECK(cell.latency.p999 == 21'000);
    CHECK(cell.latency.n == 4'700);
    CHECK(cell.latency.p50_interval == core::QuantileInterval{9'800, 10'000});
    CHECK(cell.latency.p999_interval == core::QuantileInterval{20'000, std::nullopt});
    CHECK(cell.latency.p99_interval == core::QuantileInterval{});
    CHECK(cell.cpu_ns_per_op_client.hi == 5'300);
    CHECK(cell.over_floor_wall->lo == 1.4);
    CHECK(cell.wire_bytes_per_op == 524.5);
    CHECK(cell.per_op_client.voluntary_switches == 1.75);
    CHECK(cell.per_op_client.major_faults == 0.0); // 0 was measured, and stays
    CHECK(cell.memory_server.rss_peak_bytes == 1'000'001);
    CHECK(cell.memory_client.pss_bytes == 1'000'004);
    CHECK(cell.cpu_share_client == 0.52);
    CHECK(cell.sessions.at(1).cpu_ns_per_op_server == 4'100.5 / 1.5); // to the last bit
    CHECK(cell.sessions.at(0).ln_wall_over_floor == -0.0456);
    CHECK(cell.sessions.at(0).canary.spin_loop_ns == 0.9);
    CHECK(cell.sessions.at(0).canary.system_call_ns == 81.5);
    CHECK(read->cells.at(2).reason == "py-broken: echoed 255 of 256 bytes");
    CHECK(read->cells.at(3).status == core::Status::unavailable);
}

TEST_CASE("what was not measured is absent, neither 0 nor null") {
    core::RunResult result = example_result();
    result.cells = {test::example_sparse_cell()};
    const std::string text = to_json(result);
    for (const auto* key :
         {"latency_ns", "cpu_ns_per_op", "over_floor", "\"lo\"", "\"per_op\"", "rss_bytes", "\"cpu_share\"",
          "bottleneck", "ln_cpu_over_floor", "p99_ns", "notes", "versions", "null"}) {
        INFO(key);
        CHECK_FALSE(has(text, key));
    }
    const auto read = parse_result(text, "r.json");
    REQUIRE(read.has_value());
    CHECK_FALSE(read->cells.at(0).over_floor_cpu);
    CHECK(read->cells.at(0).latency.n == 0);
}

TEST_CASE("a cell that is not ok has no numbers, whatever its value holds") {
    core::RunResult result = example_result();
    result.cells = {test::example_ok_cell()};
    result.cells[0].status = core::Status::invalid;
    result.cells[0].reason = "why";
    const std::string text = to_json(result);
    CHECK_FALSE(has(text, "ops_per_s"));
    CHECK_FALSE(has(text, "sessions\": ["));
    CHECK(has(text, "\"reason\": \"why\""));
}

TEST_CASE("what is not finite is absent") {
    core::RunResult result = example_result();
    result.cells = {test::example_ok_cell()};
    result.cells[0].ops_per_s.hi = std::numeric_limits<double>::infinity();
    result.cells[0].latency.p50 = std::numeric_limits<double>::quiet_NaN();
    result.run.recording_ns = -std::numeric_limits<double>::infinity();
    const std::string text = to_json(result);
    CHECK_FALSE(has(text, "nan"));
    CHECK_FALSE(has(text, "inf"));
    CHECK_FALSE(has(text, "null"));
    const auto read = parse_result(text, "r.json");
    REQUIRE(read.has_value());
    CHECK_FALSE(read->cells[0].ops_per_s.hi);
    CHECK_FALSE(read->run.recording_ns);
}

TEST_CASE("what is cut off is refused, wherever") {
    const std::string text = to_json(example_result());
    for (std::size_t length = 0; length + 2 < text.size(); length += 97) {
        INFO(length);
        const auto read = parse_result(text.substr(0, length), "r.json");
        REQUIRE(read.has_error());
        CHECK(read.error().message.starts_with("r.json: line "));
    }
    CHECK(why_no_result("") == "r.json: line 1, column 1: the file is empty");
    CHECK(has(why_no_result(text.substr(0, 700)), "the file is cut off here"));
}

TEST_CASE("what is no result, or of a later version, is refused") {
    CHECK(why_no_result("[]") == "r.json: the document: expected an object, got a list");
    CHECK(has(why_no_result("{\"benchmarks\": []}"), "this is no result of tare"));
    CHECK(why_no_result(damaged("\"schema\": 1", "\"schema\": 2")) ==
          "r.json: /schema: schema 2 is newer than the 1 that this tare reads; use the tare that wrote it or "
          "a later one");
    CHECK(has(why_no_result(damaged("\"schema\": 1", "\"schema\": \"1\"")),
              "/schema: expected a whole number"));
}

TEST_CASE("what is damaged is refused with its place") {
    CHECK(why_no_result(damaged("\"status\": \"ok\"", "\"status\": \"fine\"")) ==
          "r.json: /cells/0/status: unknown status \"fine\"; expected ok, invalid or unavailable");
    CHECK(why_no_result(damaged("\"p50\": 9900.0", "\"p50\": null")) ==
          "r.json: /cells/0/latency_ns/p50: expected a number, got null");
    CHECK(has(why_no_result(damaged("\"p50\": 9900.0", "\"p50\": NaN")), "not JSON"));
    CHECK(has(why_no_result(damaged("\"p50\": 9900.0", "\"p50\": 1e999")), "r.json: "));
    CHECK(why_no_result(damaged("echo-8192-wss-split\"", "echo-8192\"")) ==
          "r.json: /cells/0/case/id: expected \"echo-8192-wss-split\", which its parameters make, got "
          "\"echo-8192\"");
    CHECK(why_no_result(damaged("\"est\": 100000.125", "\"est\": 0")) ==
          "r.json: /cells/0/ops_per_s/est: expected a number above 0, got 0");
    CHECK(why_no_result(damaged("\"partial\": true", "\"partial\": 1")) ==
          "r.json: /run/partial: expected true or false, got 1");
    CHECK(why_no_result(damaged("\"started_utc\"", "\"started\"")) ==
          "r.json: /run: \"started_utc\" is missing");
}

TEST_CASE("fields of a later tare are passed over") {
    const auto read =
        parse_result(damaged("\"dirty\": true", "\"dirty\": true, \"mood\": [1, {}]"), "r.json");
    REQUIRE(read.has_value());
    CHECK(read->tare.dirty);
}

TEST_CASE("a file is replaced as a whole, and nothing is left beside it") {
    const Scratch scratch;
    const auto path = scratch.folder / "result.json";
    auto result = example_result();
    REQUIRE(write_result(path, result).has_value());
    result.run.suite = "latency";
    REQUIRE(write_result(path, result).has_value());
    CHECK(read_result(path)->run.suite == "latency");
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.folder), {}) == 1);
}

TEST_CASE("files that cannot be read or written say so") {
    const Scratch scratch;
    const auto nowhere = scratch.folder / "no" / "result.json";
    const auto written = write_result(nowhere, example_result());
    REQUIRE(written.has_error());
    CHECK(written.error().trouble == Trouble::environment);
    CHECK(written.error().message == nowhere.string() + ": cannot be written: No such file or directory");
    CHECK(read_result(nowhere).error().message ==
          nowhere.string() + ": cannot be read: No such file or directory");
    CHECK(has(read_result(scratch.folder).error().message, "it is a folder"));

    // A folder stands where the file should go: the rename fails, and the temporary file is gone again.
    std::filesystem::create_directories(scratch.folder / "taken" / "full");
    CHECK(write_result(scratch.folder / "taken", example_result()).has_error());
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.folder), {}) == 1);
}
