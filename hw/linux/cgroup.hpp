// Which control group we are in, and what it allows us.
//
// Source: cgroups(7); the kernel's Documentation/admin-guide/cgroup-v2 and cgroup-v1.
// Thread safety: pure functions of the tree under `root`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tare::hw::platform {

struct Cgroup {
    int version = 0; ///< 1 or 2: what controls the CPU here; 0: unknown
    /// Our group's folder, then those above it up to the mount, as far as they can be seen from here; of the
    /// cpu controller and of the cpuset controller. They are the same for version 2. With `root` in front.
    std::vector<std::filesystem::path> cpu, cpuset;
};

Cgroup find_cgroup(const std::filesystem::path& root);

} // namespace tare::hw::platform
