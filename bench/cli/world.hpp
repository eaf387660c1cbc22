// Finds out about the world around this process, once, for main.
#pragma once

#include "bench/cli/verb.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tare::cli {

/// What every verb accepts.
struct CommonOptions {
    std::vector<std::filesystem::path> contender_roots;
    std::string color = "auto";
};

/// The environment of this process.
report::Environment process_environment();

/// home: TARE_HOME, else the folder that tare was built from. bin: contenders/ beside the program.
/// prepared: build/contenders in home. python: the environment there that `make contenders` made, unless
/// TARE_PYTHON names another; else contract/python/system_python, else python3. Fails where --color is none
/// of its words, or TARE_HOME is no folder.
Result<World> look_around(const CommonOptions&, const report::Environment&);

} // namespace tare::cli
