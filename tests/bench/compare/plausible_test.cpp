#include "bench/compare/plausible.hpp"
#include "tests/bench/compare/results.hpp"
#include "tests/catch.hpp"

#include <functional>

using namespace tare;
using test::result_with;
using test::sessions_around;

namespace {

constexpr const char* kKey = "0123456789abcdef";

/// The sentence about a result of two rows that `damage` has changed.
std::string why(const std::function<void(core::RunResult&)>& damage) {
    auto result = result_with(sessions_around(0.30, 4, 0.01), 2);
    damage(result);
    const auto checked = compare::check_plausible(result, "r.json", kKey);
    REQUIRE(checked.has_error());
    CHECK(checked.error().trouble == Trouble::usage);
    return checked.error().message;
}

} // namespace

TEST_CASE("what a run writes is plausible") {
    CHECK(compare::check_plausible(result_with(sessions_around(0.30, 4, 0.01), 3), "r.json", kKey));
    auto with_invalid = result_with(sessions_around(0.30, 4, 0.01), 2);
    with_invalid.cells.back() = {};
    with_invalid.cells.back().status = core::Status::invalid;
    CHECK(compare::check_plausible(with_invalid, "r.json", kKey));
}

TEST_CASE("what a run cannot have written") {
    CHECK(why([](auto& r) { r.machine.key = "ffff"; }) ==
          "r.json: its hardware key is ffff, but its keyed facts make 0123456789abcdef");
    CHECK_THAT(why([](auto& r) { r.run.took_s = -3; }), ContainsSubstring("ended 3 s before it started"));
    CHECK(why([](auto& r) { r.cells.clear(); }) == "r.json: it has no rows");
    CHECK(why([](auto& r) { r.cells.push_back(r.cells.back()); }) ==
          "r.json: it has the row echo-256 server cpp-1:epoll twice");
    CHECK_THAT(why([](auto& r) { r.cells[1].sessions.clear(); }),
               ContainsSubstring("is ok and has no session"));
    CHECK_THAT(why([](auto& r) { r.cells[1].sessions[0].rounds = 0; }),
               ContainsSubstring("session 1 has no rounds"));
    CHECK_THAT(why([](auto& r) { r.cells[1].sessions[3] = r.cells[1].sessions[1]; }),
               ContainsSubstring("session 4 is a copy of session 2"));
    CHECK_THAT(why([](auto& r) { r.cells[1].over_floor_cpu->est = 1.1; }),
               ContainsSubstring("over_floor/cpu is 1.1, but its sessions make 1.34986")); // e^0.30
    CHECK_THAT(why([](auto& r) { *r.cells[1].sessions[0].ln_cpu_over_floor += 1e-6; }),
               ContainsSubstring("but its sessions make"));
    CHECK_THAT(why([](auto& r) { r.cells[1].ops_per_s.est *= 2; }), ContainsSubstring("ops_per_s is"));
    CHECK_THAT(why([](auto& r) { r.cells[1].sessions[0].ops_per_s *= 2; }),
               ContainsSubstring("are not 10^9"));
    CHECK_THAT(why([](auto& r) { r.cells[1].over_floor_cpu->lo = 2; }),
               ContainsSubstring("does not hold its estimate"));
    CHECK_THAT(why([](auto& r) { r.cells[1].over_floor_wall.reset(); }), ContainsSubstring("both be"));
    CHECK_THAT(why([](auto& r) { r.cells[1].sessions[0].wall_ns_per_op = 0; }),
               ContainsSubstring("no wall time"));
    CHECK_THAT(why([](auto& r) { r.cells[1].sessions[0].ln_p99_over_floor = 1e300; }),
               ContainsSubstring("out of range"));
}
