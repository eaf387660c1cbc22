// Which control group we are in, and what it allows us.
//
// Source: cgroups(7); the kernel's Documentation/admin-guide/cgroup-v2 and cgroup-v1.
// Thread safety: pure functions of the tree under `root`.
#pragma once

#include "hw/conditions.hpp"

#include <filesystem>
#include <optional>
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

struct QuotaReading {
    bool readable = false;            ///< the limit could be read, so that no quota means none
    std::optional<CpuQuota> tightest; ///< of our group and those above it
    std::string file;                 ///< that the tightest stands in, below the root
    std::filesystem::path folder;     ///< of that group, below the root
};
QuotaReading cpu_quota(const std::filesystem::path& root, const Cgroup&);

} // namespace tare::hw::platform
