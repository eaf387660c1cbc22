// What the io_uring of this kernel can do, found out by doing it.
//
// Kernels differ by a great deal (5.15 has neither buffer rings nor multishot receives), and a version number
// says nothing about seccomp or a distribution's back-ports. So every feature is tried once at start.
#pragma once

#include "base/error.hpp"
#include "wire/io/seam.hpp"

#include <string>

namespace tare::wire::io::uring {

struct Features {
    unsigned setup_flags = 0;
    /// One receive request serves a connection for ever, into buffers of a common ring (Linux 6.0). Without
    /// it each connection has a buffer and a request of its own.
    bool multishot_receive = false;
    /// A send that leaves no completion when all went out, and one when not (Linux 5.19): then a message's
    /// send and the wait for the next are one system call. Without it sends are calls of their own.
    bool queued_send = false;
    bool multishot_accept = false; ///< Linux 5.19
    bool registered_ring = false;  ///< Linux 5.18

    /// For --probe and results: what is used, by name.
    [[nodiscard]] std::string words() const;
};

/// Tries everything. An Error of Trouble::environment says why there is no io_uring here and how to mend it.
Result<Features> find_features(Wait wait);

/// The features in words, or why this backend cannot run here.
Result<std::string> probe();

} // namespace tare::wire::io::uring
