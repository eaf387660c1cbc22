// A private network namespace with a loopback of its own.
//
// On the host's loopback packets pass connection tracking, NAT and whatever else the machine has set up
// (Docker's rules cost the floor about 15 %, see docs/method.md). A fresh namespace has none of that. Root
// needs nothing else; other users get one inside a user namespace where the kernel allows that.
#pragma once

#include "base/error.hpp"

namespace tare::run {

/// Whether enter_quiet_network() would work, tried in a child: this process stays where it is.
Result<void> try_quiet_network();

/// Moves this process, and so every child it starts later, into a namespace of its own and brings its
/// loopback up, with 64 512 ports for connections where the kernel lets us say so. Tried in a child first: an
/// Error (why not) leaves this process where it was. The process must have one thread. There is no way back.
Result<void> enter_quiet_network();

} // namespace tare::run
