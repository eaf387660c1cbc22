// The state file of `tare doctor --tune`: what the settings were, so that --restore can bring them back
// whatever happened meanwhile.
//
//     { "schema": 1, "boot_id": "…", "saved_utc": "…",
//       "saved": [ {"what": "governor", "item": "CPU 3", "file": "sys/…", "old": "powersave"} ] }
//
// Thread safety: pure, apart from reading and writing the file.
#pragma once

#include "base/error.hpp"
#include "bench/core/tuning.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tare::store {

/// Absent where there is no such file. Refused (usage, with the file and the place in it): what is cut off,
/// of another kind or a newer schema, and a setting that is not a file of /proc/sys, /proc/irq or /sys: root
/// writes to them.
Result<std::optional<core::TuneState>> read_tune_state(const std::filesystem::path& file);

/// Atomically, flushed to the disk; makes the folder. An Error (environment) leaves the old file.
Result<void> write_tune_state(const std::filesystem::path& file, const core::TuneState&);

/// An Error (environment) when it is there and cannot be removed.
Result<void> remove_tune_state(const std::filesystem::path& file);

} // namespace tare::store
