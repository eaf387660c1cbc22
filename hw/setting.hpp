// The knobs of this machine that root can turn for measuring, and the files behind them.
//
// Source: the kernel's Documentation/admin-guide (pm, sysctl, mm/transhuge) and core-api/irq/irq-affinity.
// Thread safety: settings_for reads files only; a SettingFiles belongs to one thread.
#pragma once

#include "base/error.hpp"
#include "hw/machine.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tare::hw {

struct Setting {
    std::string what;   ///< "governor"
    std::string item;   ///< "CPU 3"; empty where there is only one
    std::string file;   ///< below the root: "sys/devices/system/cpu/cpu3/cpufreq/scaling_governor"
    std::string wanted; ///< what it shall hold
};

/// Reads and writes settings; tests put one in its place that fails where they want.
class SettingFiles {
  public:
    virtual ~SettingFiles() = default;
    /// The value: without white space around it, and of "always [madvise] never" the word in brackets. Absent
    /// when it cannot be read.
    virtual std::optional<std::string> read(const std::string& file) = 0;
    /// Writes to a file that is there. An Error (environment) is the reason alone: "Permission denied".
    virtual Result<void> write(const std::string& file, const std::string& value) = 0;
};

class TreeSettingFiles : public SettingFiles {
  public:
    explicit TreeSettingFiles(std::filesystem::path root) : root_(std::move(root)) {}
    std::optional<std::string> read(const std::string& file) override;
    Result<void> write(const std::string& file, const std::string& value) override;

  private:
    std::filesystem::path root_;
};

/// Everything that there is to set here, whether or not it holds the wanted value already. `quiet`: the CPUs
/// to keep interrupts and sleep states away from; interrupts stay where no other CPU is online.
std::vector<Setting> settings_for(const std::filesystem::path& root, const Machine&,
                                  const std::vector<int>& quiet);

} // namespace tare::hw
