#include "hw/linux/threads.hpp"

#include "hw/linux/descriptor.hpp"
#include "hw/scan.hpp"

#include <fmt/format.h>

#include <sys/syscall.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace tare::hw::platform {

// getdents64 itself rather than readdir: the folder stays open and is read twice a block without allocating
// a stream each time.
std::vector<int> thread_ids(int task_folder) {
    std::vector<int> ids;
    if (task_folder < 0 || ::lseek(task_folder, 0, SEEK_SET) != 0) return ids;
    alignas(8) char buffer[16384];
    // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name (getdents64(2)).
    constexpr std::size_t length_at = 16, name_at = 19;
    for (;;) {
        const long got = ::syscall(SYS_getdents64, task_folder, buffer, sizeof buffer);
        if (got <= 0) break;
        for (std::size_t at = 0; at + name_at < static_cast<std::size_t>(got);) {
            std::uint16_t length = 0;
            std::memcpy(&length, buffer + at + length_at, sizeof length);
            if (length <= name_at) return ids;
            if (const auto id = scan::number(buffer + at + name_at)) ids.push_back(static_cast<int>(*id));
            at += length;
        }
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<int> thread_ids_of(int pid) {
    return thread_ids(Descriptor::open(fmt::format("/proc/{}/task", pid), O_RDONLY | O_DIRECTORY).get());
}

} // namespace tare::hw::platform
