#include "bench/run/child_process.hpp"
#include "bench/run/limits.hpp"
#include "tests/catch.hpp"

using namespace tare;
using run::too_many_connections;

TEST_CASE("as many connections as there are files, without the 64 that an end has open otherwise") {
    CHECK_FALSE(too_many_connections(960, {1'024, 28'232}));
    CHECK(too_many_connections(961, {1'024, 28'232}) == "needs 1025 open files in each end, and the limit is "
                                                        "1024 (`ulimit -Hn`): at most 960 connections here");
    CHECK(too_many_connections(1, {0, std::nullopt}) ==
          "needs 65 open files in each end, and the limit is 0 (`ulimit -Hn`): at most 0 connections here");
}

TEST_CASE("and no more than there are ports") {
    CHECK_FALSE(too_many_connections(28'232, {1'048'576, 28'232}));
    CHECK(
        too_many_connections(28'233, {1'048'576, 28'232}) ==
        "needs 28233 ports of one address, and there are 28232 (net.ipv4.ip_local_port_range): at most 28232 "
        "connections here");
    CHECK_FALSE(too_many_connections(100'000, {1'048'576, std::nullopt})); // not known: tried
}

TEST_CASE("a child may open as many files as was said") {
    auto child = run::ChildProcess::start({{"sh", "-c", "ulimit -Sn"}, {}, nullptr});
    REQUIRE(child);
    CHECK(child->read_line(Milliseconds{5000}).value() == std::to_string(run::open_files_of_a_child()));
}
