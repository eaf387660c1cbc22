// Ctrl-C, SIGTERM and SIGHUP as a value that every wait looks at.
#pragma once

#include "base/error.hpp"

namespace tare::run {

/// While it lives, SIGINT, SIGTERM and SIGHUP (unless it was ignored, as under nohup) raise it instead of
/// ending the process; a second SIGINT ends the process at once. One at a time.
class Interrupt {
  public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    [[nodiscard]] bool raised() const;
    /// Becomes readable when raised, for poll(2).
    [[nodiscard]] int wake_fd() const;
};

/// The error of a wait that was interrupted.
Error interrupted();
bool is_interrupted(const Error&);

} // namespace tare::run
