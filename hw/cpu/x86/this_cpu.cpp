#include "hw/cpu_identity.hpp"

#include <cpu_features/cpuinfo_x86.h>

#include <cpuid.h>

#include <algorithm>
#include <cstring>

namespace tare::hw {
namespace {

/// CPUID leaf 1, ECX bit 31: "a hypervisor is present"; leaf 0x40000000: its 12 characters in EBX, ECX, EDX.
/// cpu_features does not report them.
std::string hypervisor() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (__get_cpuid(1, &a, &b, &c, &d) == 0) return {};
    if ((c >> 31) == 0) return "none";
    __cpuid(0x40000000, a, b, c, d);
    char signature[12];
    std::memcpy(signature, &b, 4);
    std::memcpy(signature + 4, &c, 4);
    std::memcpy(signature + 8, &d, 4);
    return hypervisor_of_signature({signature, sizeof signature});
}

} // namespace

CpuIdentity identify_this_cpu() {
    const auto info = cpu_features::GetX86Info();
    CpuIdentity cpu;
    cpu.arch = sizeof(void*) == 8 ? "x86_64" : "i686";
    cpu.vendor = info.vendor;
    cpu.family = info.family;
    cpu.model = info.model;
    cpu.stepping = info.stepping;
    cpu.name = info.brand_string;
    for (int i = 0; i < cpu_features::X86_LAST_; ++i) {
        const auto feature = static_cast<cpu_features::X86FeaturesEnum>(i);
        // One-bit signed fields: "there" reads as -1.
        if (cpu_features::GetX86FeaturesEnumValue(&info.features, feature) != 0)
            cpu.features.emplace_back(cpu_features::GetX86FeaturesEnumName(feature));
    }
    std::sort(cpu.features.begin(), cpu.features.end());
    cpu.hypervisor = hypervisor();
    return cpu;
}

} // namespace tare::hw
