// A client that sends on and on and reads nothing: does the server stop reading, or does its memory grow?
//
// Thread safety: none.
#pragma once

#include "bench/features/features.hpp"

#include <cstdint>

namespace tare::features {

/// Sends messages of 64 KiB to the echo server of process `pid` without reading an answer, until nothing goes
/// any more for 1.5 s or `limits` is reached; then, if it stopped, reads everything.
PressureSeen press(std::uint16_t port, int pid, const Setup&);

} // namespace tare::features
