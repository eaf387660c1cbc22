// The threads of a process.
#pragma once

#include <vector>

namespace tare::hw::platform {

/// The thread ids in the open folder /proc/PID/task, ascending; none once the process has ended.
std::vector<int> thread_ids(int task_folder);
/// The same, opening the folder.
std::vector<int> thread_ids_of(int pid);

} // namespace tare::hw::platform
