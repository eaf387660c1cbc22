// The folder in which the self-test keeps what it measured, a file an experiment:
//
//     machine.json       what it was measured on, readable: the key in each experiment is only the hash of
//     that experiments/       of cases, NNNNN.json suites/            A/A runs of suites, NNNNN.json
//     summary.txt        made from these
//
// It holds figures of one hardware: those of two machines make no figure.
#pragma once

#include "base/error.hpp"
#include "hw/machine.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tare::cli {

class ValidationFolder {
  public:
    explicit ValidationFolder(std::filesystem::path path) : path_(std::move(path)) {}

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path of_cases() const { return path_ / "experiments"; }
    [[nodiscard]] std::filesystem::path of_suites() const { return path_ / "suites"; }
    [[nodiscard]] std::filesystem::path summary_file() const { return path_ / "summary.txt"; }

    /// Makes the folder, or refuses one of other hardware, naming the facts that differ. Leaves machine.json.
    [[nodiscard]] Result<void> claim(const hw::Machine& machine) const;

    /// Absent where nobody left it.
    [[nodiscard]] Result<std::optional<hw::Machine>> machine() const;

    /// Why experiments with this key may not lie here, as an error's sentence.
    [[nodiscard]] Error foreign(const std::string& key, const hw::Machine& here) const;

  private:
    [[nodiscard]] std::filesystem::path machine_file() const { return path_ / "machine.json"; }

    std::filesystem::path path_;
};

/// The .json files of a folder by name; none where there is no folder.
std::vector<std::filesystem::path> experiment_files(const std::filesystem::path& folder);

template <class One>
Result<std::vector<One>> read_experiments(const std::filesystem::path& folder,
                                          Result<One> (*read)(const std::filesystem::path&)) {
    std::vector<One> all;
    for (const auto& file : experiment_files(folder)) {
        auto one = read(file);
        if (!one) return one.error();
        all.push_back(std::move(*one));
    }
    return all;
}

/// As NNNNN.json, behind the last one that is there.
Result<void> keep_experiment(const std::filesystem::path& folder, const std::string& text);

} // namespace tare::cli
