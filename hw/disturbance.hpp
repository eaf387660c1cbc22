// What the machine did meanwhile: the counters that may excuse a block.
//
// Source: proc(5) (stat, vmstat, softirqs, net/snmp); the kernel's Documentation/admin-guide/cgroup-v1 and
// cgroup-v2 (cpu.stat). Thread safety: none; a reader belongs to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace tare::hw {

/// Since boot. Absent: could not be read here; it is never 0 then.
struct DisturbanceCounters {
    std::optional<std::int64_t> steal_ns;  ///< of the given CPUs; moves in steps of the kernel's tick (10 ms)
    std::optional<std::int64_t> throttled; ///< periods, of our cgroup and those above it that have a quota
    std::optional<std::int64_t> swapped_pages;   ///< in and out, whole machine
    std::optional<std::int64_t> net_rx_softirqs; ///< of the given CPUs
    std::optional<std::int64_t> tcp_retransmits; ///< of our network namespace
};

class DisturbanceReader {
  public:
    /// Opens what can be opened and keeps it open. `cpus`: the measured ones. Make it after entering a
    /// network namespace: retransmits are those of the namespace we are in now.
    explicit DisturbanceReader(const std::vector<int>& cpus, const std::filesystem::path& root = "/");

    DisturbanceReader(DisturbanceReader&&) noexcept;
    DisturbanceReader& operator=(DisturbanceReader&&) noexcept;
    ~DisturbanceReader();

    DisturbanceCounters read();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// after - before; absent where one of them is.
DisturbanceCounters difference(const DisturbanceCounters& after, const DisturbanceCounters& before);

} // namespace tare::hw
