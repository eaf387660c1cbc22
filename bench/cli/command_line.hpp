// The command line: which verb, with which options. Adding a verb is a line in verbs() of command_line.cpp.
#pragma once

#include "bench/cli/world.hpp"

#include <functional>
#include <string>

namespace tare::cli {

/// What a command line asks for.
struct Request {
    CommonOptions common;
    std::function<Result<int>(const World&)> verb; ///< empty: nothing is left to do but to print `text`
    std::string text;                              ///< help or version, for stdout
};

/// Fails on wrong usage, with a sentence and where there is one the nearest right word.
Result<Request> parse_command_line(int argc, const char* const* argv);

} // namespace tare::cli
