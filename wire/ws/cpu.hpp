// What this machine's CPU can do, as the codec wants to be told (by Google cpu_features, which also asks
// whether the operating system saves the registers). For a contender's main.
#pragma once

#include "wire/ws/mask.hpp"

namespace tare::wire::ws {

CpuFeatures detect_cpu_features();

} // namespace tare::wire::ws
