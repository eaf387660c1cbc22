// `tare baseline`: keeps results that later ones are held against.
#pragma once

#include "bench/cli/verb.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>

namespace tare::cli {

enum class BaselineAction { none, save, list, show };

struct BaselineOptions {
    BaselineAction action = BaselineAction::none;
    std::filesystem::path result; ///< save: a result, or its folder
    std::string suite;            ///< save: file it under this name; show: of this suite
    std::string key;              ///< show: of this hardware; empty: this machine's
    std::filesystem::path root;   ///< --baselines
    bool force = false;
    bool host_network = false;
    bool json = false;
};

CLI::App& add_baseline(CLI::App& app, BaselineOptions& options);
Result<int> baseline_verb(const BaselineOptions& options, const World& world);

} // namespace tare::cli
