// A small file as text.
//
// Thread safety: pure, apart from reading the file.
#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string>

namespace tare::store {

/// The whole file. The error names it and says why it cannot be read, or that it is larger than any file of
/// ours (64 MiB).
Result<std::string> read_text(const std::filesystem::path& path);

} // namespace tare::store
