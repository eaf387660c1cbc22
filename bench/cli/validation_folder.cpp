#include "bench/cli/validation_folder.hpp"

#include "bench/compare/compare.hpp"
#include "bench/store/atomic_file.hpp"
#include "bench/store/json_text.hpp"
#include "bench/store/machine_json.hpp"
#include "bench/store/read_text.hpp"

#include <algorithm>
#include <cstdlib>

namespace tare::cli {

namespace fs = std::filesystem;

std::vector<fs::path> experiment_files(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

Result<void> keep_experiment(const fs::path& folder, const std::string& text) {
    int last = -1;
    for (const auto& file : experiment_files(folder)) last = std::max(last, std::atoi(file.stem().c_str()));
    std::error_code code;
    fs::create_directories(folder, code);
    if (code)
        return make_error(Trouble::usage, "cannot make the folder {}: {}", folder.string(), code.message());
    return store::write_atomically(folder / fmt::format("{:05}.json", last + 1), text);
}

Result<std::optional<hw::Machine>> ValidationFolder::machine() const {
    std::error_code none;
    if (!fs::exists(machine_file(), none)) return std::optional<hw::Machine>();
    const auto text = store::read_text(machine_file());
    if (!text) return text.error();
    auto machine = store::machine_from_json(*text, machine_file().string());
    if (!machine) return machine.error();
    return std::optional(std::move(*machine));
}

Error ValidationFolder::foreign(const std::string& key, const hw::Machine& here) const {
    std::string differing;
    if (const auto left = machine(); left && *left)
        differing =
            "; they differ in " + core::to_string(compare::key_differences((*left)->keyed, here.keyed));
    return make_error(Trouble::usage,
                      "{} holds experiments of other hardware (key {}, this is {}{}); name another folder",
                      path_.string(), key, here.key, differing);
}

Result<void> ValidationFolder::claim(const hw::Machine& here) const {
    const auto left = machine();
    if (!left) return left.error();
    if (*left && (*left)->key != here.key) return foreign((*left)->key, here);
    if (*left) return {};
    std::error_code code;
    fs::create_directories(path_, code);
    if (code)
        return make_error(Trouble::usage, "cannot make the folder {}: {}", path_.string(), code.message());
    return store::write_atomically(machine_file(), store::pretty(store::machine_to_json(here)) + '\n');
}

} // namespace tare::cli
