#include "wire/ws/cpu.hpp"

#include <cpu_features/cpu_features_macros.h>

// cpu_features installs the header of its host's architecture only.
#if defined(CPU_FEATURES_ARCH_X86)
#include <cpu_features/cpuinfo_x86.h>
#elif defined(CPU_FEATURES_ARCH_AARCH64)
#include <cpu_features/cpuinfo_aarch64.h>
#endif

namespace tare::wire::ws {

CpuFeatures detect_cpu_features() {
    CpuFeatures found;
#if defined(CPU_FEATURES_ARCH_X86)
    // Signed one-bit fields: set means -1.
    const cpu_features::X86Features x86 = cpu_features::GetX86Info().features;
    found.sse2 = x86.sse2 != 0;
    found.avx2 = x86.avx2 != 0;
    found.avx512 = x86.avx512f != 0 && x86.avx512bw != 0;
#elif defined(CPU_FEATURES_ARCH_AARCH64)
    found.neon = cpu_features::GetAarch64Info().features.asimd != 0;
#endif
    return found;
}

} // namespace tare::wire::ws
