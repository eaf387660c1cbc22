// `tare list`: the suites, their cases, and the contenders, available or why not.
#pragma once

#include "bench/cli/verb.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace tare::cli {

struct ListOptions {
    std::string suite;                   ///< empty: all
    std::vector<std::string> contenders; ///< globs over NAME or NAME:VARIANT; empty: all
    bool json = false;
    std::filesystem::path ctest; ///< not empty: the script that registers every case with CTest, whose
                                 ///< tests write below this folder (report/ctest_script.hpp)
};

CLI::App& add_list(CLI::App& app, ListOptions& options);

/// kUsage, after everything else was listed, where a contender folder is malformed.
Result<int> list_verb(const ListOptions& options, const World& world);

} // namespace tare::cli
