// Where baselines lie: <root>/<hardware key>/<suite>.json, each a whole result.json, kept by an explicit act.
//
// Thread safety: reads and writes files; no state.
#pragma once

#include "bench/core/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tare::store {

struct BaselineEntry {
    std::string key, suite;
    std::filesystem::path file;
};

/// The file of that baseline, whether or not it exists. An error where the key or the suite is no plain name
/// (letters, digits, "-", "_", "."): both come out of files that anybody may have written.
Result<std::filesystem::path> baseline_file(const std::filesystem::path& root, const std::string& key,
                                            const std::string& suite);

/// All there are, by key, then suite. None where there is no such folder.
std::vector<BaselineEntry> list_baselines(const std::filesystem::path& root);

/// Makes the folders and writes the whole file at once. Refuses (Trouble::usage) to replace one that exists
/// unless `replace`.
Result<void> save_baseline(const std::filesystem::path& file, const core::RunResult&, bool replace);

} // namespace tare::store
