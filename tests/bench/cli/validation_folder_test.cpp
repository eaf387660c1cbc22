#include "bench/cli/validation_folder.hpp"
#include "bench/store/read_text.hpp"
#include "tests/bench/store/scratch.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::cli;
using store::test::Scratch;

namespace {

hw::Machine machine_with(std::string key, std::string kernel) {
    hw::Machine machine;
    machine.key = std::move(key);
    machine.keyed = {{"kernel", std::move(kernel)}, {"arch", "x86_64"}};
    return machine;
}

} // namespace

TEST_CASE("a folder says of which machine it is, and takes no other") {
    const Scratch scratch;
    const ValidationFolder folder(scratch.folder / "kept");
    REQUIRE(folder.machine());
    CHECK_FALSE(*folder.machine());

    const auto mine = machine_with("00000000000000aa", "6.18");
    REQUIRE(folder.claim(mine));
    REQUIRE(folder.claim(mine));
    REQUIRE(folder.machine());
    CHECK(folder.machine()->value().keyed == mine.keyed);

    const auto refused = folder.claim(machine_with("00000000000000bb", "6.19"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().trouble == Trouble::usage);
    CHECK_THAT(refused.error().message,
               ContainsSubstring(
                   "00000000000000aa, this is 00000000000000bb; they differ in kernel (6.18 / 6.19))"));
    CHECK(folder.machine()->value().key == mine.key);
}

TEST_CASE("a machine that cannot be read is refused, not written over") {
    const Scratch scratch;
    scratch.write("kept/machine.json", "{ \"key\": ");
    const ValidationFolder folder(scratch.folder / "kept");
    const auto refused = folder.claim(machine_with("00000000000000aa", "6.18"));
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, ContainsSubstring("machine.json"));
    CHECK(store::read_text(scratch.folder / "kept/machine.json").value() == "{ \"key\": ");
}

TEST_CASE("experiments are kept behind the last one, whatever is missing between") {
    const Scratch scratch;
    const auto folder = scratch.folder / "suites";
    REQUIRE(keep_experiment(folder, "{}"));
    REQUIRE(keep_experiment(folder, "{}"));
    std::filesystem::remove(folder / "00000.json");
    REQUIRE(keep_experiment(folder, "{}"));
    const auto files = experiment_files(folder);
    REQUIRE(files.size() == 2);
    CHECK(files[0].filename() == "00001.json");
    CHECK(files[1].filename() == "00002.json");
    CHECK(experiment_files(scratch.folder / "none").empty());
}
