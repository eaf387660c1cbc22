// The machine as values: what a result must say about where it was measured. Every field is a fact that was
// read, or absent: unknown stays unknown, never guessed.
//
// Thread safety: plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tare::hw {

/// One logical CPU that exists, whether or not we may use it.
struct Cpu {
    int id = 0;      ///< the operating system's number
    int core = 0;    ///< physical core, unique over the machine
    int package = 0; ///< it and core say nothing of a CPU that is offline
    std::optional<int> numa_node;
    std::optional<int> l2_group, l3_group; ///< CPUs with the same number share that cache
    std::string kind;                      ///< "performance" or "efficiency" on hybrid CPUs, else empty
    bool online = true;
    bool allowed = true;                    ///< in our affinity mask and cpuset
    bool isolated = false;                  ///< isolcpus= or nohz_full=
    std::optional<std::int64_t> interrupts; ///< device interrupts since boot
    std::optional<std::int64_t> max_khz;
};

struct Cache {
    int level = 0;
    std::string type; ///< data, instruction, unified
    std::int64_t bytes = 0;
    int shared_by = 1; ///< logical CPUs
};

/// What is hashed into the hardware key and stored readable beside it. Names as in docs/method.md.
/// "unknown" is written as such, so that two machines of which we know nothing are still alike.
using KeyedFacts = std::map<std::string, std::string>;
/// Recorded, not keyed: a difference is a warning.
using RecordedFacts = std::map<std::string, std::string>;

struct Machine {
    std::string key; ///< 16 hex digits: the hash of keyed
    KeyedFacts keyed;
    RecordedFacts recorded;
    std::string cpu_name;
    std::vector<std::string> cpu_features; ///< sse2, avx2, avx512f, neon, …
    std::vector<Cpu> cpus;
    std::vector<Cache> caches;
};

} // namespace tare::hw
