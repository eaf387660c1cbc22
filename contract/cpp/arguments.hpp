// The command line that every contender takes (CONTRACT.md), for both sides.
#pragma once

#include "base/error.hpp"
#include "contract/cpp/messages.hpp"
#include "contract/cpp/server.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tare::contract {

struct Arguments {
    ServerOptions options; ///< a client has the variant and the wait mode only
    bool probe = false;
    bool help = false;
};

enum class ArgumentsOf { server, client };

/// `variants` are the names that exist. Errors are of Trouble::usage.
Result<Arguments> parse_arguments(int argc, const char* const* argv, ArgumentsOf side,
                                  const std::vector<std::string>& variants);

/// What both mains share: answers --help, --probe and wrong arguments, says a variant that cannot run here
/// (exit 77), and otherwise does the work. Returns the exit code.
int run_contender(int argc, char** argv, ArgumentsOf side, const std::vector<std::string>& variants,
                  const std::function<Result<Probe>(const std::string& variant)>& probe,
                  const std::function<Result<void>(const ServerOptions&)>& work);

} // namespace tare::contract
