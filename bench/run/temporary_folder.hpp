// A folder for a run's short-lived files (stamps, the certificate), gone when the run is over.
#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>

namespace tare::run {

class TemporaryFolder {
  public:
    /// In $TMPDIR or the system's usual place; readable by this user alone.
    static Result<TemporaryFolder> make();

    TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    TemporaryFolder& operator=(TemporaryFolder&& other) noexcept {
        std::swap(path_, other.path_);
        return *this;
    }
    ~TemporaryFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

/// Whether a file of so many bytes can be written there now: found out by writing one. The error says why not
/// and what to do.
Result<void> check_room(const std::filesystem::path& folder, std::int64_t bytes);

} // namespace tare::run
