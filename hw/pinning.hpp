// Binds threads to logical CPUs.
#pragma once

#include "base/error.hpp"

#include <vector>

namespace tare::hw {

/// The calling thread. Threads that it starts later inherit it.
Result<void> pin_this_thread(const std::vector<int>& cpus);

/// Every thread that the process has now; those started later inherit it from the thread that starts them.
Result<void> pin_process(int pid, const std::vector<int>& cpus);

/// The CPUs the calling thread may run on, ascending (sched_getaffinity).
Result<std::vector<int>> allowed_cpus();

} // namespace tare::hw
