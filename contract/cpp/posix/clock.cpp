#include "contract/cpp/platform.hpp"
#include "contract/cpp/recorder.hpp"

#include <time.h>

#include <fstream>

namespace tare::contract {

StampNs now_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<StampNs>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

bool platform::kernel_clock_is_tsc() {
    std::ifstream file("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    std::string name;
    return file >> name && name == "tsc";
}

} // namespace tare::contract
