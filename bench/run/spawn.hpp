// Starts a program with pipes on its stdin, stdout and stderr.
#pragma once

#include "base/error.hpp"

#include <string>
#include <vector>

namespace tare::run {

/// A process that runs the program, and our ends of its pipes; the caller closes and reaps them.
struct Spawned {
    int pid = -1;
    int in = -1;  ///< to its stdin
    int out = -1; ///< from its stdout
    int err = -1; ///< from its stderr
};

/// In a process group of its own, on these logical CPUs (empty: as ours), with as many open files as
/// open_files_of_a_child() says, killed when this thread ends.
/// argv[0] is a path or is looked up in PATH. Errors: no process could be made, it could not be pinned
/// (unpinned it would be measured on whichever core it happens to run), the program could not be executed;
/// nothing is left behind then. From the first call on this process ignores SIGPIPE.
Result<Spawned> spawn(const std::vector<std::string>& argv, const std::vector<int>& cores);

} // namespace tare::run
