#include "bench/stats/ceiling.hpp"

#include <fmt/format.h>

namespace tare::stats {

std::optional<std::string> generator_bound(const core::Cell& cell, std::optional<double> recording_ns) {
    if (!recording_ns || *recording_ns <= 0 || cell.status != core::Status::ok) return std::nullopt;
    const double ceiling = 1e9 / *recording_ns;
    if (cell.ops_per_s.est < (1 - kNearCeiling) * ceiling) return std::nullopt;
    return fmt::format("generator-bound: {:.0f} messages a second, and the client alone, without a socket, "
                       "records {:.0f}",
                       cell.ops_per_s.est, ceiling);
}

} // namespace tare::stats
