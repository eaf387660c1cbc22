// What is between us and the hardware.
#pragma once

#include "hw/cpu_identity.hpp"
#include "hw/linux/tree.hpp"

#include <string>

namespace tare::hw::platform {

/// "none" where something says that there is none, else the kind: kvm, hyper-v, vmware, xen, amazon, …, or
/// "present"; "unknown" where nothing says anything. Asked in this order: the CPU, /sys/hypervisor, the
/// device tree, DMI.
std::string hypervisor_kind(const Tree&, const CpuIdentity&);

/// "yes", "no" or "unknown". A container is a process id namespace of its own. The files that container
/// engines leave behind count only where that cannot be read, or where the root is an overlay: images of
/// virtual machines are made from container images, too.
std::string in_container(const Tree&);

} // namespace tare::hw::platform
