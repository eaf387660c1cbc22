// Which cores the two ends and the harness run on, and why, in words.
//
// The order of the rules matters, so it is said here. A CPU is better for measuring when it
//   1. is a performance core (hybrid CPUs), 2. is isolated from the scheduler (isolcpus, nohz_full),
//   3. is not a thread of core 0, where kernels like to put their own work, 4. serves few device interrupts,
//   5. has the lower number.
// Core 0 comes before the interrupts because their counts drift: the choice must be the same tomorrow.
//
// Thread safety: pure functions.
#pragma once

#include "base/error.hpp"
#include "hw/machine.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare::hw {

/// Where the two ends run: on one CPU; on two cores that share their last-level cache; on two threads of one
/// core; on two NUMA nodes.
enum class Ends { same, split, smt, numa };
std::string_view to_string(Ends);

struct CoreChoice {
    std::vector<int> server, client, harness; ///< logical CPUs; never empty in a choice that was made
    std::string reason;                       ///< a sentence without a final full stop
    bool degraded = false;                    ///< something that the placement wants could not be had
    std::vector<std::string> warnings;        ///< what, a sentence each
};

/// Only CPUs that are online and allowed are used. `offered`: what CTest's resource spec handed out; the ends
/// use only these, the harness whatever else is allowed. An Error (environment) says why a placement cannot
/// be had here, or which offered CPU cannot be used.
Result<CoreChoice> choose_cores(const Machine&, Ends, const std::vector<int>& offered = {});

/// The text of a CTest resource spec file: the CPUs that any measuring test may be given, chosen so that
/// every pair of them is a good `split`. A machine with one usable CPU offers that CPU twice (its two slots).
std::string ctest_resources_json(const Machine&);

/// Looks up an environment variable.
using Environment = std::function<std::optional<std::string>(std::string_view)>;
/// The CPUs that CTest handed out (CTEST_RESOURCE_GROUP_COUNT, CTEST_RESOURCE_GROUP_<n>, …_CORES), in the
/// order of the groups; none where CTest handed out nothing. An Error (usage) quotes what is malformed.
Result<std::vector<int>> cores_from_ctest_environment(const Environment&);

} // namespace tare::hw
