// Looks at the running machine for some seconds: at rest, then spinning on one CPU.
//
// Thread safety: none; it pins the calling thread, and lets it go again.
#pragma once

#include "base/error.hpp"
#include "bench/doctor/look.hpp"

#include <chrono>
#include <vector>

namespace tare::doctor {

/// How long to look; docs/doctor.md says what this resolves.
struct Patience {
    std::chrono::milliseconds rest{1'000}, spin{2'000};
    int wake_ups = 200; ///< of 1 ms each
};

/// `siblings`: the other threads of that CPU's core. An Error (environment) when the CPU cannot be used.
Result<Watched> observe(int cpu, const std::vector<int>& siblings, const Patience&);

} // namespace tare::doctor
