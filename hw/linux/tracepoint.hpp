// The number by which the kernel knows a tracepoint.
#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string>

namespace tare::hw::platform {

/// `event`: "raw_syscalls/sys_enter". Read from tracefs; where that is not mounted and we are root, it is
/// mounted in a mount namespace of a child's own, which leaves the machine as it was. An Error (environment)
/// says what is missing. Costs a fork at worst.
Result<std::uint64_t> tracepoint_id(const std::string& event);

} // namespace tare::hw::platform
