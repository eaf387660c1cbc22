#include "bench/store/tune_file.hpp"
#include "tests/bench/store/scratch.hpp"
#include "tests/catch.hpp"

using namespace tare;

TEST_CASE("old settings are kept as they were") {
    const store::test::Scratch scratch;
    const auto file = scratch.folder / "var/lib/tare/tune.json"; // its folder is made
    const core::TuneState state{
        "boot",
        "2026-11-20T10:00:00Z",
        {{"interrupt", "36", "sys/a", "0-3,\"8\""}, {"kernel.b", "", "proc/sys/b", "always"}}};
    CHECK_FALSE(store::read_tune_state(file)->has_value());
    REQUIRE(store::write_tune_state(file, state));
    const auto read = store::read_tune_state(file);
    REQUIRE(read);
    CHECK(**read == state);
    REQUIRE(store::remove_tune_state(file));
    CHECK_FALSE(store::read_tune_state(file)->has_value());
}
