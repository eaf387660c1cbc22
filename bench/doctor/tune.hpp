// Sets what can be set for measuring, and sets it back.
//
// Every old value is in the state file, on the disk, before the first of them is changed: whatever happens in
// between (a crash, a failing write, a second --tune), restore() finds the values that were there at first.
// A reboot resets all of them by itself, so a state file of an earlier boot is out of date and is dropped.
//
// Thread safety: none; one process at a time.
#pragma once

#include "base/error.hpp"
#include "bench/core/tuning.hpp"
#include "hw/setting.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tare::doctor {

struct Desk {
    hw::SettingFiles& files;
    std::filesystem::path state_file;
    std::string boot_id; ///< of this boot; empty: unknown, then every state file is taken for this boot's
    std::string now_utc;
};

/// A setting that cannot be set is a change that failed; the others are set nevertheless. An Error: the state
/// file cannot be read (usage) or written (environment); nothing was changed then.
Result<std::vector<core::TuneChange>> tune(Desk&, const std::vector<hw::Setting>&);

struct Restored {
    std::vector<core::TuneChange> changes; ///< last set, first restored; none: there was nothing to restore
    bool was_rebooted = false;             ///< the state file was an earlier boot's, and is gone
};
/// What cannot be set back stays in the state file for the next time; when nothing is left, the file is gone.
Result<Restored> restore(Desk&);

} // namespace tare::doctor
