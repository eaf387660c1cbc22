#include "bench/store/baseline_folder.hpp"

#include "bench/store/result_file.hpp"

#include <algorithm>

namespace tare::store {
namespace {

namespace fs = std::filesystem;

bool is_plain(const std::string& name) {
    return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    });
}

std::vector<fs::path> entries(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

Result<fs::path> baseline_file(const fs::path& root, const std::string& key, const std::string& suite) {
    if (!is_plain(key)) return make_error(Trouble::usage, "\"{}\" is no hardware key", key);
    if (!is_plain(suite))
        return make_error(Trouble::usage,
                          "\"{}\" cannot name a baseline: expected letters, digits, \"-\", \"_\" and \".\"",
                          suite);
    return root / key / (suite + ".json");
}

std::vector<BaselineEntry> list_baselines(const fs::path& root) {
    std::vector<BaselineEntry> found;
    for (const auto& folder : entries(root))
        for (const auto& file : entries(folder))
            if (file.extension() == ".json")
                found.push_back({folder.filename().string(), file.stem().string(), file});
    return found;
}

Result<void> save_baseline(const fs::path& file, const core::RunResult& result, bool replace) {
    std::error_code code;
    if (!replace && fs::exists(file, code))
        return make_error(Trouble::usage,
                          "{} exists, and a baseline is never replaced unasked; --force replaces it",
                          file.string());
    fs::create_directories(file.parent_path(), code);
    if (code)
        return make_error(Trouble::environment, "cannot make the folder {}: {}", file.parent_path().string(),
                          code.message());
    return write_result(file, result);
}

} // namespace tare::store
