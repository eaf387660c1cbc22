// What main finds out about the world, with an environment and a home of the test's own.
#include "bench/cli/world.hpp"
#include "tests/bench/store/scratch.hpp"
#include "tests/catch.hpp"

#include <map>

using namespace tare;
using store::test::Scratch;

namespace {

report::Environment environment(std::map<std::string, std::string, std::less<>> variables) {
    return [variables](std::string_view name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
}

constexpr auto kMade = "build/contenders/contract/python/venv/bin/python";
constexpr auto kSystem = "contract/python/system_python";

} // namespace

TEST_CASE("Python contenders run in the environment that was made for them") {
    const Scratch home;
    const auto python = [&](std::map<std::string, std::string, std::less<>> more) {
        more["TARE_HOME"] = home.folder.string();
        const auto world = cli::look_around({}, environment(more));
        REQUIRE(world.has_value());
        return world->python;
    };
    CHECK(python({}) == "python3"); // nothing of ours
    CHECK(python({{"TARE_PYTHON", "/opt/python"}}) == "/opt/python");
    const auto system = home.write(kSystem, "");
    CHECK(python({}) == system.string()); // none was made
    const auto made = home.write(kMade, "");
    CHECK(python({}) == made.string());
    CHECK(python({{"TARE_PYTHON", "/usr/bin/python3"}}) == system.string()); // it looks at TARE_PYTHON itself
}

TEST_CASE("TARE_HOME that is no folder is said") {
    const auto world = cli::look_around({}, environment({{"TARE_HOME", "/no-such-folder"}}));
    REQUIRE_FALSE(world.has_value());
    CHECK(world.error().message == "TARE_HOME is \"/no-such-folder\", which is no folder");
}
