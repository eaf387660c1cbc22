// result.json: the immutable document a run leaves behind (docs/result-format.md, result.schema.json).
//
// Absent means not measured, never 0: a value that is absent or not finite is not written at all.
//
// Thread safety: pure functions, apart from reading and writing files.
#pragma once

#include "bench/core/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace tare::store {

/// The document, indented for people and diffs, ending in a newline. Doubles are the shortest text that reads
/// back to the same value.
std::string to_json(const core::RunResult& result);

/// The inverse. Refuses (Trouble::usage, with `file` and the JSON pointer) what is cut off, no result of
/// ours, of a newer schema, or of the wrong type. Keys it does not know are passed over: fields may be added.
Result<core::RunResult> parse_result(std::string_view text, std::string_view file);

Result<core::RunResult> read_result(const std::filesystem::path& path);

/// Writes to a temporary name beside `path`, flushes to the disk, and renames: a reader sees the old file or
/// the whole new one. The folder must exist.
Result<void> write_result(const std::filesystem::path& path, const core::RunResult& result);

} // namespace tare::store
