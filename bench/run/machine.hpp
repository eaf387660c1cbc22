// The machine as a result's key knows it: the hardware profile, and what the harness adds to it.
#pragma once

#include "bench/core/result.hpp"

#include <string>

namespace tare::run {

/// Detects this machine and adds what decides the numbers as well: the network the ends run in, the compiler
/// and its flags, OpenSSL's version, the schema of the result.
hw::Machine machine_of_a_run(const std::string& network, const core::ToolFacts&);

} // namespace tare::run
