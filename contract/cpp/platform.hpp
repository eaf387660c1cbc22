// What the contract needs of the operating system, and nothing else: stdin as lines and as a lifeline, one
// write a line, the monotonic clock. One folder an operating system implements it.
#pragma once

#include "base/units.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tare::contract::platform {

/// A peer that went away is an error of a write, not the end of the process.
void ignore_broken_pipes();

/// From now on the process ends with _exit(0) on SIGTERM and when stdin ends, at once if it has ended
/// already. Stdin counts when somebody can hang up on it: a pipe, a socket, or a terminal while we are in
/// its foreground. /dev/null, a file and a closed stdin mean that nobody holds the other end: then SIGTERM
/// alone ends the process. What is written to stdin is read and ignored.
void end_with_stdin();

/// Writes the line and its newline to stdout with one write (unless the pipe is full). False when the
/// reader is gone.
bool write_line(std::string line);

/// Stdin as lines. One read(2) a line when lines come one by one.
class LineReader {
  public:
    static constexpr std::size_t kLongestLine = 64 * 1024;

    /// The next line without its newline, valid until the next call. Nothing when stdin ended or a line is
    /// longer than kLongestLine.
    std::optional<std::string_view> next();
    /// Why next() returned nothing: a line that was too long rather than the end.
    [[nodiscard]] bool overflowed() const { return overflowed_; }

  private:
    std::string buffer_;
    std::size_t begin_ = 0, end_ = 0; ///< what has been read and not been returned
    bool overflowed_ = false;
};

/// Whether the kernel's own clock is the time-stamp counter, so that it vouches for it.
bool kernel_clock_is_tsc();

} // namespace tare::contract::platform
