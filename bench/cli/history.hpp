// `tare history`: one case over many results, and where it changed.
#pragma once

#include "bench/cli/verb.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace tare::cli {

struct HistoryOptions {
    std::string case_id;
    std::vector<std::filesystem::path> results; ///< files, or folders that hold a result.json
    std::filesystem::path folder;               ///< every result.json below it; empty: that of `tare run`
    std::vector<std::string> contenders;        ///< globs over NAME or NAME:VARIANT; empty: all
    std::string metric = "cpu";
    bool json = false;
    bool csv = false;
};

CLI::App& add_history(CLI::App& app, HistoryOptions& options);

/// kUsage, after everything else was shown, where a file holds no readable result.
Result<int> history_verb(const HistoryOptions& options, const World& world);

} // namespace tare::cli
