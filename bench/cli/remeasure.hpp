// Measures some rows again, to confirm or to drop a suspicion.
#pragma once

#include "bench/cli/measuring.hpp"
#include "bench/core/verdict.hpp"

#include <cstdint>
#include <vector>

namespace tare::cli {

struct RemeasureRequest {
    const Catalog& catalog;
    core::Suite like;                             ///< block length and rounds as in this suite
    std::vector<const core::Judgement*> suspects; ///< whose rows
    int sessions = 10;
    std::uint64_t seed = 0; ///< must differ from the first run's
};

/// A result with the suspects' cases, each with its suspects' rows, the floor and the reference ends.
Result<core::RunResult> remeasure(Measuring&, const RemeasureRequest&);

/// Until an arm measures: its start and its warm-up. Runtimes take a multiple of what compiled code takes.
inline constexpr double kStartAnArmS = 0.8, kStartACompiledArmS = 0.3;

/// Seconds that so many sessions of one case with so many arms need: starting, warming up, and the rounds.
double seconds_for(const core::Suite&, int sessions, std::size_t arms, double start_an_arm_s = kStartAnArmS);

/// Why the programs that lie here are not those that `result` measured, or nothing: the SHA-256 of a
/// contender that took part differs. A suspicion must be confirmed by the program that raised it.
Result<void> check_same_programs(const core::RunResult& result, const core::RunResult& fresh);

} // namespace tare::cli
