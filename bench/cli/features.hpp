// `tare features`: what contenders can do and what they need, seen rather than claimed.
#pragma once

#include "bench/cli/verb.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace tare::cli {

struct FeaturesOptions {
    std::vector<std::string> contenders; ///< globs over NAME or NAME:VARIANT; empty: all
    std::string side;                    ///< "server" or "client"; empty: both
    bool json = false;
};

CLI::App& add_features(CLI::App& app, FeaturesOptions& options);

/// kFailed when something else was seen than contender.json declares; kCannotRunHere when none of those asked
/// for can run here; kUsage, after everything else was asked, where a contender folder is malformed;
/// kInterrupted with what was found until then.
Result<int> features_verb(const FeaturesOptions& options, const World& world);

} // namespace tare::cli
