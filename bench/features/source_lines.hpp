// How much a user of a library writes: the source lines of a contender's folder.
//
// A line counts when it holds more than white space and comments. A string that stands alone as a statement
// (a Python docstring) is a comment. Files count by their ending; data, lock and build files (json, toml,
// txt, CMakeLists.txt, …) do not, nor what lies in hidden folders or in those that tools fill (build, dist,
// node_modules, out, target, vendor, venv, __pycache__).
//
// Thread safety: pure functions, apart from reading files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace tare::features {

enum class Comments {
    slashes, ///< // to the end of the line, /* … */
    hashes,  ///< # to the end of the line, and strings that stand alone
};

/// How comments are written in files with this ending (".cpp"); absent where it is no source file.
std::optional<Comments> comments_of(std::string_view extension);

std::int64_t source_lines(std::string_view text, Comments);

/// Of every source file below the folder; absent where there is none, or one cannot be read.
std::optional<std::int64_t> source_lines_below(const std::filesystem::path& folder);

} // namespace tare::features
