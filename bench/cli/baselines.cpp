#include "bench/cli/baselines.hpp"

#include "bench/compare/plausible.hpp"
#include "bench/store/baseline_folder.hpp"
#include "bench/store/result_file.hpp"
#include "hw/detect.hpp"

namespace tare::cli {

namespace fs = std::filesystem;

fs::path baselines_root(const fs::path& option, const World& world) {
    return option.empty() ? world.home / "results" / "baselines" : option;
}

Result<core::RunResult> read_judgeable(const fs::path& file_or_folder) {
    std::error_code none;
    const fs::path file =
        fs::is_directory(file_or_folder, none) ? file_or_folder / "result.json" : file_or_folder;
    auto result = store::read_result(file);
    if (!result) return result.error();
    const auto key = hw::compute_key(result->machine.keyed);
    if (const auto fine = compare::check_plausible(*result, file.string(), key); !fine) return fine.error();
    return result;
}

Result<std::optional<Baseline>> find_baseline(const fs::path& root, const std::string& key,
                                              const std::string& suite) {
    const auto file = store::baseline_file(root, key, suite);
    if (!file) return file.error();
    std::error_code none;
    if (!fs::exists(*file, none)) return std::optional<Baseline>{};
    auto result = read_judgeable(*file);
    if (!result) return result.error();
    if (result->machine.key != key)
        return make_error(Trouble::usage, "{}: it is filed under {}, but its hardware key is {}",
                          file->string(), key, result->machine.key);
    return std::optional(Baseline{std::move(*result), *file});
}

} // namespace tare::cli
