#include "bench/stats/ceiling.hpp"
#include "tests/catch.hpp"

using namespace tare;

TEST_CASE("a number within 5 % of what recording alone allows is the generator's") {
    // 40 ns a message: 25 000 000 a second; 95 % of that are 23 750 000.
    core::Cell cell;
    cell.ops_per_s.est = 23'740'000;
    CHECK_FALSE(stats::generator_bound(cell, 40));
    cell.ops_per_s.est = 23'760'000;
    CHECK(stats::generator_bound(cell, 40).value() ==
          "generator-bound: 23760000 messages a second, and the client alone, without a socket, records "
          "25000000");
    cell.ops_per_s.est = 26'000'000;
    CHECK(stats::generator_bound(cell, 40));
}

TEST_CASE("where the ceiling is not known, or there is no number, there is nothing to say") {
    core::Cell cell;
    cell.ops_per_s.est = 26'000'000;
    CHECK_FALSE(stats::generator_bound(cell, std::nullopt));
    CHECK_FALSE(stats::generator_bound(cell, 0));
    cell.status = core::Status::unavailable;
    CHECK_FALSE(stats::generator_bound(cell, 40));
}
