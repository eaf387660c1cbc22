// Everything that was read, tried and measured of a machine, for the grades to be given from.
//
// Thread safety: plain values.
#pragma once

#include "base/error.hpp"
#include "hw/conditions.hpp"
#include "hw/cores.hpp"
#include "hw/jitter.hpp"
#include "hw/machine.hpp"
#include "hw/trials.hpp"
#include "hw/watch.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tare::doctor {

/// What this process may do.
struct Trials {
    Result<void> io_uring;
    Result<void> private_network;
    Result<hw::FileLimit> files;
    bool root = false;
};

/// What happened while we looked: first at rest, then spinning on the measured CPU.
struct Watched {
    double rest_s = 0, spin_s = 0;
    hw::CpuShares core_at_rest;               ///< of the measured CPU, before we used it ourselves
    std::optional<double> sibling_busy;       ///< of the other threads of its core, both times together
    hw::CpuShares elsewhere;                  ///< of all other CPUs, both times together
    std::optional<double> steal;              ///< of the measured CPU's time, both times together, 0 .. 1
    std::vector<hw::BusyProcess> busiest;     ///< while at rest
    std::vector<hw::BusyInterrupt> devices;   ///< on the measured CPU, both times together
    std::optional<std::int64_t> timer_ticks;  ///< on the measured CPU, while spinning
    std::optional<std::int64_t> run_delay_ns; ///< ready to spin, but not on the CPU
    std::optional<std::int64_t> throttled, swapped_pages; ///< both times together
    std::optional<hw::Jitter> jitter;
    double clock_read_ns = 0;
    std::optional<double> system_call_ns;
    std::optional<hw::WakeUp> wake_up;
};

struct Look {
    hw::Machine machine;
    hw::Conditions conditions;
    Result<hw::CoreChoice> cores = make_error(Trouble::internal, "not chosen"); ///< of the placement `same`
    std::optional<Trials> trials;   ///< absent for a captured machine
    std::optional<Watched> watched; ///< the same
};

} // namespace tare::doctor
