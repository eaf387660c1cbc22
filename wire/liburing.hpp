// What everyone who uses liburing has to say about it: its version, and why there is no ring.
//
// Thread safety: pure functions.
#pragma once

#include "base/error.hpp"

#include <liburing.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace tare::wire {

/// The liburing that is linked, e.g. "2.9"; before 2.4 it cannot be asked, then the one that was compiled
/// against.
inline std::string liburing_version() {
#ifdef IO_URING_VERSION_MAJOR
    return fmt::format("{}.{}", io_uring_major_version(), io_uring_minor_version());
#else
    return TARE_LIBURING_VERSION;
#endif
}

/// The sentence for a ring that could not be set up: the reason, and how to mend it.
inline Error io_uring_unavailable(int error_number) {
    const std::string reason = std::generic_category().message(error_number);
    switch (error_number) {
    case ENOSYS:
        return make_error(Trouble::environment,
                          "io_uring is not in this kernel (io_uring_setup: {}); it needs Linux 5.6 or newer "
                          "built with CONFIG_IO_URING",
                          reason);
    case EPERM:
    case EACCES:
        return make_error(
            Trouble::environment,
            "io_uring is forbidden here (io_uring_setup: {}); allow it with sysctl "
            "kernel.io_uring_disabled=0, and in a container with a seccomp profile that permits "
            "io_uring_setup, io_uring_enter and io_uring_register",
            reason);
    case ENOMEM:
        return make_error(Trouble::environment,
                          "no memory for an io_uring (io_uring_setup: {}); raise the locked-memory limit "
                          "(ulimit -l)",
                          reason);
    default:
        return make_error(Trouble::environment, "cannot set up an io_uring: {}", reason);
    }
}

} // namespace tare::wire
