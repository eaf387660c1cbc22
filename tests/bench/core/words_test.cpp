#include "bench/core/contender.hpp"
#include "bench/core/result.hpp"
#include "tests/catch.hpp"

using namespace tare::core;

TEST_CASE("a side is a server or a client") {
    CHECK(to_string(Side::server) == "server");
    CHECK(*parse_side("client") == Side::client);
    CHECK(parse_side("pair").error().message == "unknown side \"pair\"; expected server or client");
}

TEST_CASE("a cell's status reads back") {
    for (const auto value : {Status::ok, Status::invalid, Status::unavailable})
        CHECK(*parse_status(to_string(value)) == value);
    CHECK(parse_status("failed").error().message ==
          "unknown status \"failed\"; expected ok, invalid or unavailable");
}
