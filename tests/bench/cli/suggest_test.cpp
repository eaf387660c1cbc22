#include "bench/cli/suggest.hpp"
#include "tests/catch.hpp"

using namespace tare::cli;

TEST_CASE("edits are counted") {
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("quick", "quick") == 0);
    CHECK(edit_distance("quick", "qick") == 1);     // one left out
    CHECK(edit_distance("quick", "qucik") == 1);    // two neighbours swapped count once
    CHECK(edit_distance("quick", "quack") == 1);    // one replaced
    CHECK(edit_distance("kitten", "sitting") == 3); // k-s, e-i, +g
}

TEST_CASE("the nearest name is offered when it is near") {
    const std::vector<std::string> names{"hw", "list", "check", "run"};
    CHECK(nearest_name("lst", names) == "list");    // 1 of 4
    CHECK(nearest_name("chekc", names) == "check"); // 1 swap of 5
    CHECK(nearest_name("ch", names) == "check");    // the beginning of it
    CHECK(nearest_name("benchmark", names).empty());
    CHECK(nearest_name("", names).empty());
    CHECK(nearest_name("x", {}).empty());
}

TEST_CASE("what stands behind a sentence") {
    CHECK(did_you_mean("qick", {"quick", "latency"}) == "; did you mean \"quick\"?");
    CHECK(did_you_mean("zzz", {"quick", "latency"}) == ", there is quick, latency");
    CHECK(did_you_mean("zzz", {}).empty());
    CHECK(did_you_mean("zzz", std::vector<std::string>(12, "aa")).starts_with(", there is aa, aa"));
    CHECK(did_you_mean("zzz", std::vector<std::string>(13, "aa")).empty()); // too many
}
