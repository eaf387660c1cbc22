// `tare compare`: two results, a result and its baseline, or two builds measured in the same rounds.
#pragma once

#include "bench/cli/verb.hpp"
#include "bench/core/verdict.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tare::cli {

struct CompareOptions {
    std::vector<std::string> what; ///< results; with --build: case ids
    std::vector<std::filesystem::path> builds;
    std::filesystem::path relinked;      ///< of --build: B, linked anew; empty: there is none
    std::string suite;                   ///< of --build [quick]
    std::vector<std::string> contenders; ///< globs; of --build, all
    std::string budget;                  ///< of --build's screen: "90s", "3m"; empty: what it needs
    int sessions = 0;                    ///< of the screen; 0: the suite's, of --build twice that
    int confirming = 10;                 ///< fresh sessions
    std::optional<std::uint64_t> seed;
    std::filesystem::path baselines; ///< --baselines
    std::filesystem::path out;       ///< where the fresh results go; empty: they are not kept
    bool confirm = false;            ///< measure suspects again
    bool force = false;              ///< although the keys differ
    bool host_network = false;
    bool json = false;
};

CLI::App& add_compare(CLI::App& app, CompareOptions& options);
Result<int> compare_verb(const CompareOptions& options, const World& world);

/// The exit code that a comparison's outcome has.
int exit_code_of(core::Outcome);
/// Prints the comparison to stdout, as a table or as JSON.
void print_comparison(const core::Comparison&, bool json, const World&);

/// Two builds, once the cases are known (compare_builds.cpp).
Result<int> compare_builds(const CompareOptions& options, const World& world);

} // namespace tare::cli
