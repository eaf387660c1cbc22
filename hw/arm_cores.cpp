// The names of ARM cores that servers, clouds and boards have. The numbers are in each core's technical
// reference manual, under MIDR_EL1.
#include "hw/cpu_identity.hpp"

#include <algorithm>
#include <array>

namespace tare::hw {
namespace {

struct Core {
    int implementer, part;
    const char* name;
};

constexpr std::array kCores = {
    Core{0x41, 0xd03, "Cortex-A53"},   Core{0x41, 0xd05, "Cortex-A55"},  Core{0x41, 0xd07, "Cortex-A57"},
    Core{0x41, 0xd08, "Cortex-A72"},   Core{0x41, 0xd09, "Cortex-A73"},  Core{0x41, 0xd0a, "Cortex-A75"},
    Core{0x41, 0xd0b, "Cortex-A76"},   Core{0x41, 0xd0c, "Neoverse-N1"}, Core{0x41, 0xd40, "Neoverse-V1"},
    Core{0x41, 0xd41, "Cortex-A78"},   Core{0x41, 0xd44, "Cortex-X1"},   Core{0x41, 0xd46, "Cortex-A510"},
    Core{0x41, 0xd47, "Cortex-A710"},  Core{0x41, 0xd48, "Cortex-X2"},   Core{0x41, 0xd49, "Neoverse-N2"},
    Core{0x41, 0xd4f, "Neoverse-V2"},  Core{0x43, 0x0af, "ThunderX2"},   Core{0x46, 0x001, "A64FX"},
    Core{0x48, 0xd01, "TaiShan-v110"}, Core{0x61, 0x022, "M1 Icestorm"}, Core{0x61, 0x023, "M1 Firestorm"},
    Core{0xc0, 0xac3, "Ampere-1"},     Core{0xc0, 0xac4, "Ampere-1A"},
};

struct Vendor {
    int implementer;
    const char* name;
};

constexpr std::array kVendors = {
    Vendor{0x41, "ARM"},       Vendor{0x43, "Cavium"},    Vendor{0x46, "Fujitsu"},
    Vendor{0x48, "HiSilicon"}, Vendor{0x4e, "NVIDIA"},    Vendor{0x51, "Qualcomm"},
    Vendor{0x61, "Apple"},     Vendor{0x6d, "Microsoft"}, Vendor{0xc0, "Ampere"},
};

} // namespace

std::string arm_core_name(int implementer, int part) {
    const auto* const core = std::find_if(kCores.begin(), kCores.end(), [&](const Core& candidate) {
        return candidate.implementer == implementer && candidate.part == part;
    });
    return core == kCores.end() ? "" : core->name;
}

std::string arm_vendor_name(int implementer) {
    const auto* const vendor = std::find_if(kVendors.begin(), kVendors.end(),
                                            [&](const Vendor& v) { return v.implementer == implementer; });
    return vendor == kVendors.end() ? "" : vendor->name;
}

} // namespace tare::hw
