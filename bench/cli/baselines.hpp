// Finding the baseline that a result is held against, and reading results that can be judged at all.
//
// Thread safety: reads files; no state.
#pragma once

#include "bench/cli/verb.hpp"
#include "bench/core/result.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace tare::cli {

/// --baselines, else results/baselines in the tree.
std::filesystem::path baselines_root(const std::filesystem::path& option, const World&);

/// A result file, or the folder that a run left. Refuses what no run can have written
/// (compare/plausible.hpp).
Result<core::RunResult> read_judgeable(const std::filesystem::path& file_or_folder);

struct Baseline {
    core::RunResult result;
    std::filesystem::path file;
};

/// Of this key and suite; absent where there is none. An error where it cannot be read, or is filed under a
/// key that is not its own.
Result<std::optional<Baseline>> find_baseline(const std::filesystem::path& root, const std::string& key,
                                              const std::string& suite);

} // namespace tare::cli
