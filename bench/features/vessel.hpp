// What a contender's process costs before it has done anything: its start, its memory, its time when idle.
//
// Thread safety: none.
#pragma once

#include "bench/check/stream.hpp"
#include "bench/features/footprint.hpp"
#include "bench/features/sheet.hpp"
#include "bench/run/ends.hpp"

#include <functional>
#include <optional>
#include <thread>

namespace tare::features {

/// How long a process is left alone before its memory is read.
inline constexpr Nanoseconds kSettle = Milliseconds{150};

std::optional<std::int64_t> resident_bytes(int pid);

/// CPU time and waiting for a CPU until now, of a process that took `wall` to become ready.
Started look_at_start(int pid, Nanoseconds wall);

/// Resident and proportional memory of a process that is ready and idle.
std::vector<FeatureCell> idle_memory(int pid);

/// What it does while nobody speaks to it.
FeatureCell watch_idle(int pid);

/// Starts it `setup.starts` times and writes down what that took; of the last, the footprint and the idle
/// memory, and then whatever `further` asks of it. Returns why nothing else can be asked; empty: go on.
template <class End>
std::string weigh_vessel(const std::function<Result<End>()>& start, const core::Variant& variant,
                         const core::Availability& available, const Setup& setup, Sheet& sheet,
                         const std::function<void(End&)>& further) {
    std::vector<Started> starts;
    for (int i = 0; i < setup.starts && !sheet.interrupted(); ++i) {
        const auto began = check::Clock::now();
        auto end = start();
        if (!end) return "does not start: " + end.error().message;
        starts.push_back(look_at_start(end->process().pid(), check::Clock::now() - began));
        if (i + 1 < setup.starts) continue;
        std::this_thread::sleep_for(kSettle);
        for (FeatureCell& cell : footprint_of(variant, available, end->process().pid()))
            sheet.put(std::move(cell));
        for (FeatureCell& cell : idle_memory(end->process().pid())) sheet.put(std::move(cell));
        further(*end);
    }
    auto [wall, cpu] = judge_starts(starts);
    sheet.put(std::move(wall));
    sheet.put(std::move(cpu));
    return {};
}

} // namespace tare::features
