// Reads the machine: CPU, topology and the operating system's facts, into values.
//
// The same code reads the real machine and the captured /proc and /sys trees of the tests: everything comes
// through Sources. The topology is hwloc's in both cases; for a captured tree hwloc is pointed at it
// (HWLOC_FSROOT). hwloc is asked for every CPU that exists, and what we may use is marked from the affinity
// mask; so in a container the profile names the whole machine and the core choice sees only our part of it.
#pragma once

#include "hw/cpu_identity.hpp"
#include "hw/machine.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare::hw {

/// Where the facts come from.
struct Sources {
    std::filesystem::path root = "/"; ///< of proc/ and sys/
    std::vector<int> allowed; ///< the affinity mask; not hardware_concurrency, which lies in containers
    CpuIdentity cpu;
};

/// Those of the machine we run on. (An affinity mask that cannot be read leaves `allowed` empty.)
Sources this_machine();

/// Those of a copy of another machine's /proc and /sys: all of its online CPUs are allowed.
Sources captured_machine(const std::filesystem::path& root);

/// Every fact that can be read; "unknown" where one cannot. Never fails: an empty tree gives a machine of
/// unknowns. Sets the key. Thread safety: one call at a time (hwloc takes its root from the environment).
Machine detect(const Sources&);
Machine detect_this_machine();

/// Adds what only the harness knows (compiler, flags, OpenSSL, placement, …) and brings the key up to date.
void add_keyed(Machine&, const std::string& name, const std::string& value);

/// 16 hex digits: FNV-1a, 64 bit, over "name=value\n" in the order of the names. FNV is no cryptographic hash
/// and need not be: nobody gains from forging a machine.
std::string compute_key(const KeyedFacts&);

struct FactChange {
    std::string name, before, after;
    bool keyed = false;
};
/// What differs between two readings of one machine, without what changes by itself (uptime, MHz,
/// temperatures). A fact that only one of them has counts, with the other value empty.
std::vector<FactChange> changed_facts(const Machine& before, const Machine& after);

inline constexpr std::string_view kUnknown = "unknown";

} // namespace tare::hw
