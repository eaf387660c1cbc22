#include "hw/cpu_identity.hpp"

#include <cpu_features/cpuinfo_aarch64.h>

#include <algorithm>

namespace tare::hw {

CpuIdentity identify_this_cpu() {
    const auto info = cpu_features::GetAarch64Info();
    CpuIdentity cpu;
    cpu.arch = "aarch64";
    cpu.family = 8; // what the kernel says of every 64-bit ARM core
    if (info.implementer != 0) {
        cpu.vendor = arm_vendor_name(info.implementer);
        cpu.name = arm_core_name(info.implementer, info.part);
        cpu.model = info.part;
        cpu.stepping = info.revision;
    }
    for (int i = 0; i < cpu_features::AARCH64_LAST_; ++i) {
        const auto feature = static_cast<cpu_features::Aarch64FeaturesEnum>(i);
        if (cpu_features::GetAarch64FeaturesEnumValue(&info.features, feature) != 0)
            cpu.features.emplace_back(cpu_features::GetAarch64FeaturesEnumName(feature));
    }
    std::sort(cpu.features.begin(), cpu.features.end());
    return cpu;
}

} // namespace tare::hw
