// Cores, threads, caches and NUMA nodes, as hwloc sees them.
//
// Source: hwloc's manual (Synthetic and foreign topologies; HWLOC_FSROOT).
// Thread safety: one call at a time, since hwloc takes its root from the environment.
#pragma once

#include "hw/machine.hpp"

#include <filesystem>
#include <vector>

namespace tare::hw {

struct Topology {
    std::vector<Cpu> cpus;     ///< online ones, by id; only ids, core, package, node and cache groups are set
    std::vector<Cache> caches; ///< one of each kind, by level, type and size
    int numa_nodes = 0;        ///< 0: unknown
};

/// `root` "/": this machine, else a captured tree. Every CPU is listed, whether or not we may use it. A
/// machine that hwloc cannot read gives an empty topology.
Topology read_topology(const std::filesystem::path& root);

} // namespace tare::hw
