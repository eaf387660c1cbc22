#include "bench/report/ctest_tags.hpp"
#include "tests/bench/report/fixture.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::report;

TEST_CASE("a line a figure, under a stable name") {
    core::RunResult result;
    result.cells = {fixture::run().cells[0]};
    const auto line = [](std::string_view figure, std::string_view value) {
        return fmt::format(
            "<CTestMeasurement type=\"numeric/double\" name=\"echo-256/server/cpp-beast:epoll/{}\">{}"
            "</CTestMeasurement>\n",
            figure, value);
    };
    CHECK(ctest_tags(result) == line("ops_per_s", "124834") + line("p50_ns", "7920") +
                                    line("p99_ns", "9840") + line("cpu_ns_per_op_server", "4610") +
                                    line("cpu_ns_per_op_client", "3310") + line("over_floor_cpu", "1.24") +
                                    line("over_floor_wall", "1.25") + line("syscalls_per_op_server", "4") +
                                    line("syscalls_per_op_client", "3"));
}

TEST_CASE("what was not measured has no line") {
    core::RunResult result;
    result.cells = {core::Cell{}};
    CHECK(ctest_tags(result).empty());
}

TEST_CASE("a cell without figures says why, escaped") {
    core::RunResult result;
    core::Cell cell = fixture::without_number(fixture::row(core::Role::client, {"a&b", "v"}, 1, 1, 1, 1, 1),
                                              core::Status::invalid, "got <\"x\"> & 'y'\n\x1b");
    cell.measured.size_bytes = 256;
    result.cells = {cell};
    CHECK(ctest_tags(result) ==
          "<CTestMeasurement type=\"text/string\" name=\"echo-256/client/a&amp;b:v/status\">"
          "invalid: got &lt;&quot;x&quot;&gt; &amp; &apos;y&apos;  </CTestMeasurement>\n");
}

TEST_CASE("a pair of two variants names both") {
    core::RunResult result;
    result.cells = {fixture::run().cells[4]};
    CHECK_THAT(ctest_tags(result), ContainsSubstring("\"echo-256/pair/cpp-beast:epoll+sync/ops_per_s\""));
}
