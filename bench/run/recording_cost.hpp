// What recording one message costs in the C++ client, measured by the null contender in this run.
#pragma once

#include "base/error.hpp"

#include <string>
#include <vector>

namespace tare::run {

/// Runs the null contender's `--recording-cost` on these cores; nanoseconds a message.
Result<double> recording_cost_ns(const std::vector<std::string>& command, const std::vector<int>& cores);

} // namespace tare::run
