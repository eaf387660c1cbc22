// The facts that go into the hardware key, and those that are only written down. Names and meanings are in
// docs/method.md; here is where Linux keeps them.
#pragma once

#include "hw/cpu_identity.hpp"
#include "hw/linux/cgroup.hpp"
#include "hw/linux/tree.hpp"
#include "hw/machine.hpp"

namespace tare::hw::platform {

/// Uses the machine's CPUs and caches, which must have been read.
KeyedFacts keyed_facts(const Tree&, const CpuIdentity&, const Machine&, int numa_nodes);
RecordedFacts recorded_facts(const Tree&, const Cgroup&, const Machine&);

} // namespace tare::hw::platform
