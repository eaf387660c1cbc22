#include "bench/cli/world.hpp"

#include "bench/cli/process_facts.hpp"

#include <cstdio>
#include <cstdlib>

namespace tare::cli {
namespace {

namespace fs = std::filesystem;

/// {python}: the environment that contract/python/prepare made, else the system's Python with tare_contract
/// within its reach (which heeds TARE_PYTHON itself).
std::string python_for(const fs::path& home, const std::optional<std::string>& chosen) {
    std::error_code none;
    const fs::path environment =
        home / "build" / "contenders" / "contract" / "python" / "venv" / "bin" / "python";
    if (!chosen && fs::exists(environment, none)) return environment.string();
    const fs::path system = home / "contract" / "python" / "system_python";
    return fs::exists(system, none) ? system.string() : chosen.value_or("python3");
}

} // namespace

report::Environment process_environment() {
    return [](std::string_view name) -> std::optional<std::string> {
        const char* value = std::getenv(std::string(name).c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
    };
}

Result<World> look_around(const CommonOptions& options, const report::Environment& environment) {
    const auto color = report::parse_color_choice(options.color);
    if (!color) return color.error();

    World world;
    world.environment = environment;
    world.contender_roots = options.contender_roots;
    world.out = report::describe_terminal(stream_facts(stdout), environment, *color);
    world.err = report::describe_terminal(stream_facts(stderr), environment, *color);
    world.bin = executable_path().parent_path() / "contenders";

    world.home = environment("TARE_HOME").value_or(TARE_BUILT_FROM);
    std::error_code none;
    if (environment("TARE_HOME") && !std::filesystem::is_directory(world.home, none))
        return make_error(Trouble::usage, "TARE_HOME is \"{}\", which is no folder", world.home.string());
    world.prepared = world.home / "build" / "contenders";
    world.python = python_for(world.home, environment("TARE_PYTHON"));
    return world;
}

} // namespace tare::cli
