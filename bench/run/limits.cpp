#include "bench/run/limits.hpp"

#include <fmt/format.h>

#include <sys/resource.h>

#include <algorithm>
#include <fstream>

namespace tare::run {

std::uint64_t open_files_of_a_child() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    return std::max<std::uint64_t>(limit.rlim_cur, std::min<std::uint64_t>(limit.rlim_max, kMostOpenFiles));
}

ConnectionLimits connection_limits() {
    ConnectionLimits limits{open_files_of_a_child(), std::nullopt};
    std::ifstream range("/proc/sys/net/ipv4/ip_local_port_range");
    if (std::int64_t first = 0, last = 0; range >> first >> last) limits.ports = last - first + 1;
    return limits;
}

std::optional<std::string> too_many_connections(std::int64_t connections, const ConnectionLimits& limits) {
    const auto by_files =
        std::max<std::int64_t>(0, static_cast<std::int64_t>(limits.open_files) - kOtherOpenFiles);
    const auto most = std::min(by_files, limits.ports.value_or(by_files));
    if (connections <= most) return std::nullopt;
    if (connections > by_files)
        return fmt::format("needs {} open files in each end, and the limit is {} (`ulimit -Hn`): at most {} "
                           "connections here",
                           connections + kOtherOpenFiles, limits.open_files, most);
    return fmt::format(
        "needs {} ports of one address, and there are {} (net.ipv4.ip_local_port_range): at most {} "
        "connections here",
        connections, *limits.ports, most);
}

} // namespace tare::run
