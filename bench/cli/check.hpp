// `tare check`: whether contenders speak WebSocket and the contract as they should.
#pragma once

#include "bench/cli/verb.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace tare::cli {

struct CheckOptions {
    std::vector<std::string> contenders; ///< globs over NAME or NAME:VARIANT; empty: all
    std::string side;                    ///< "server" or "client"; empty: both
    bool all = false;                    ///< show what passed, too
    bool json = false;
};

CLI::App& add_check(CLI::App& app, CheckOptions& options);

/// kFailed when a contender fails; kCannotRunHere when none of those asked for can run here; kUsage, after
/// everything else was checked, where a contender folder is malformed.
Result<int> check_verb(const CheckOptions& options, const World& world);

} // namespace tare::cli
