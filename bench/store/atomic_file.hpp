// Replaces a file as a whole: a reader sees the old content or all of the new, whatever happens meanwhile.
//
// Thread safety: two writers of the same path in one process would share a temporary name; do not.
#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string_view>

namespace tare::store {

/// Writes to "<path>.tmp-<process id>", flushes to the disk, renames. On failure the temporary file is gone,
/// the old file untouched, and the error (Trouble::environment) names the path and the reason.
Result<void> write_atomically(const std::filesystem::path& path, std::string_view content);

} // namespace tare::store
