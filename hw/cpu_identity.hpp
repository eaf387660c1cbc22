// Which CPU this is, as a value: asked of the CPU itself (Google cpu_features), or read from a cpuinfo text.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare::hw {

struct CpuIdentity {
    std::string arch;   ///< x86_64, aarch64, …; as uname -m says it
    std::string vendor; ///< "GenuineIntel", "AuthenticAMD", "ARM", …; empty: unknown, as in all fields
    std::optional<int> family;   ///< x86: family; ARM: the architecture's version
    std::optional<int> model;    ///< x86: model; ARM: the part number
    std::optional<int> stepping; ///< x86: stepping; ARM: the revision
    std::string name;            ///< the brand, or the name of the ARM core
    std::vector<std::string>
        features; ///< sorted; named as cpu_features names them: sse2, avx2, avx512f, asimd, …
    /// What runs below us according to the CPU: "kvm", "vmware", …, "none" where the CPU says that nothing
    /// does; empty where it cannot say (ARM).
    std::string hypervisor;
};

/// Asks this CPU.
CpuIdentity identify_this_cpu();

/// Reads the text of a /proc/cpuinfo of `arch`. Whatever it does not say stays empty; no text is an error.
/// It knows that there is a hypervisor ("present"), not which.
CpuIdentity parse_cpuinfo(std::string_view text, std::string_view arch);

/// "Neoverse-V1", or empty: numbers as in MIDR_EL1 (Arm Architecture Reference Manual, and the cores'
/// technical reference manuals).
std::string arm_core_name(int implementer, int part);
/// "ARM", "Ampere", …, or empty.
std::string arm_vendor_name(int implementer);

/// The kind of hypervisor that answers CPUID leaf 0x40000000 with these 12 characters: "KVMKVMKVM" -> "kvm".
/// Others are "other:" and their printable characters.
std::string hypervisor_of_signature(std::string_view signature);

} // namespace tare::hw
