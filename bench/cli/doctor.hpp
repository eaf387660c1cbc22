// `tare doctor`: what disturbs measurements here, how much, how to mend it; and mending what root can.
#pragma once

#include "bench/cli/verb.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>

namespace tare::cli {

struct DoctorOptions {
    bool json = false;
    bool tune = false;
    bool restore = false;
    std::filesystem::path root = "/"; ///< of proc/, sys/ and var/lib/tare/
};

CLI::App& add_doctor(CLI::App& app, DoctorOptions& options);

/// kFine however ill the machine is; kFailed when something could not be set or set back. kCannotRunHere
/// (as an Error) for --tune and --restore without root.
Result<int> doctor_verb(const DoctorOptions& options, const World& world);

} // namespace tare::cli
