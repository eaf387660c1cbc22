// How many connections an end can hold here. Found out before anything is started: a contender that runs into
// the limit would look as if it were to blame.
//
// Thread safety: reads files and limits; no state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tare::run {

/// More than any case needs. Containers are often given 2^30, and programs that close every descriptor there
/// may be, or keep a table of them, then take minutes or gigabytes.
inline constexpr std::uint64_t kMostOpenFiles = std::uint64_t{1} << 20;
/// What an end has open beside its connections: pipes, libraries, listeners, what a runtime needs.
inline constexpr std::int64_t kOtherOpenFiles = 64;

/// RLIMIT_NOFILE that every contender is started with: the hard limit, at most kMostOpenFiles. A shell's
/// usual soft limit of 1 024 is meant for programs that use select(2).
std::uint64_t open_files_of_a_child();

/// What one machine has for an arm.
struct ConnectionLimits {
    std::uint64_t open_files = 0;      ///< of each end
    std::optional<std::int64_t> ports; ///< from one address to one port; absent: could not be read
};
ConnectionLimits connection_limits();

/// Why so many connections cannot be had, and the largest number that can; nothing if they can.
std::optional<std::string> too_many_connections(std::int64_t connections, const ConnectionLimits&);

} // namespace tare::run
