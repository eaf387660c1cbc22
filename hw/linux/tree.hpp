// The files under one root: the machine's own, or a captured tree.
//
// Thread safety: none needed; it holds a path only.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tare::hw::platform {

class Tree {
  public:
    explicit Tree(std::filesystem::path root) : root_(std::move(root)) {}

    [[nodiscard]] const std::filesystem::path& root() const { return root_; }

    /// The text of a file, the first 4 MiB of it. Paths are relative to the root. Absent when it cannot be
    /// read.
    [[nodiscard]] std::optional<std::string> read(const std::filesystem::path& file) const;
    /// The same, without white space around it; absent also when nothing is left.
    [[nodiscard]] std::optional<std::string> line(const std::filesystem::path& file) const;
    /// What a symbolic link holds.
    [[nodiscard]] std::optional<std::string> link(const std::filesystem::path& file) const;
    [[nodiscard]] bool exists(const std::filesystem::path& file) const;
    [[nodiscard]] bool is_folder(const std::filesystem::path& file) const;
    /// Names in a folder, sorted; none when it cannot be read.
    [[nodiscard]] std::vector<std::string> names(const std::filesystem::path& folder) const;

  private:
    std::filesystem::path root_;
};

} // namespace tare::hw::platform
