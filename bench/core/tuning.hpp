// What `tare doctor --tune` sets: a file of /proc or /sys, what it held, what it shall hold.
//
// Thread safety: plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tare::core {

/// What a file held before the first --tune, kept until --restore.
struct SavedSetting {
    std::string what; ///< as in TuneChange, as is item
    std::string item;
    std::string file; ///< below the root, without a slash in front: "sys/devices/system/cpu/…"
    std::string old;

    friend bool operator==(const SavedSetting&, const SavedSetting&) = default;
};

/// The state file, as values.
struct TuneState {
    std::string boot_id; ///< of the boot that it belongs to (/proc/sys/kernel/random/boot_id); empty: unknown
    std::string saved_utc;           ///< ISO 8601, when the first of them was saved
    std::vector<SavedSetting> saved; ///< in the order in which they were set

    friend bool operator==(const TuneState&, const TuneState&) = default;
};

enum class TuneOutcome {
    set,     ///< it holds the new value now
    already, ///< it held it before
    failed,  ///< it does not; the reason says why
};

struct TuneChange {
    std::string what; ///< "governor", "interrupt": changes alike are shown together
    std::string item; ///< "CPU 3", "36 (virtio1-req.0)"; empty where there is only one
    std::string file; ///< as in SavedSetting
    std::string old, wanted;
    TuneOutcome outcome = TuneOutcome::failed;
    std::string reason; ///< why it failed
};

} // namespace tare::core
