// An architecture whose cpu_features header we have not tried: what the kernel says.
#include "hw/cpu_identity.hpp"

#include <sys/utsname.h>

#include <fstream>
#include <sstream>

namespace tare::hw {

CpuIdentity identify_this_cpu() {
    std::ifstream file("/proc/cpuinfo");
    std::ostringstream text;
    text << file.rdbuf();
    utsname names{};
    return parse_cpuinfo(text.str(), ::uname(&names) == 0 ? names.machine : "");
}

} // namespace tare::hw
