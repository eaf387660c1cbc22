// What this machine lets this process do, found out by trying it.
//
// Source: io_uring_setup(2), getrlimit(2), geteuid(2), getpid(2). Thread safety: each may be called from any
// thread.
#pragma once

#include "base/error.hpp"

#include <cstdint>

namespace tare::hw {

/// Makes a ring of one entry and closes it. An Error (environment) says who forbids it, and the remedy.
Result<void> can_use_io_uring();

struct FileLimit {
    std::int64_t soft = 0, hard = 0; ///< open files of a process; "unlimited" is the largest number
};
Result<FileLimit> open_file_limit();

/// May change what the whole machine does.
bool is_root();

int own_process_id();

} // namespace tare::hw
