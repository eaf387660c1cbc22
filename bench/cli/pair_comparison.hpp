// Two builds' rows from the screen to the verdicts: what `tare compare --build` and the self-test's A/A of a
// suite have in common.
#pragma once

#include "bench/cli/build_pair.hpp"
#include "bench/core/verdict.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace tare::cli {

struct PairRequest {
    const BuildPair& pair;
    core::Suite suite;
    std::function<bool(const core::Case&, const core::Program&)> wanted; ///< asked about A's names
    int confirming = compare::kConfirmingSessions;                       ///< fresh sessions
    std::uint64_t seed = 0;
};

struct PairComparison {
    core::Comparison comparison;           ///< without the names of the two
    PairRun screen;                        ///< no rows: the builds have nothing wanted in common
    std::vector<compare::PairedRow> fresh; ///< of the suspects; empty where nothing was suspected
    double case_s = 0;                     ///< what a case took in a session of the screen
};

/// Screens, and measures what is suspected again, in fresh sessions of their own.
PairComparison compare_pair(Measuring&, const PairRequest&);

/// The rows of these judgements alone, in fresh sessions as compare_pair() makes them.
PairRun measure_again(Measuring&, const PairRequest&, const std::vector<const core::Judgement*>&,
                      double case_s);

/// The suite as two builds are screened by it: twice the sessions of half the rounds. What a comparison can
/// see is limited by how sessions differ, and a round more of the same session says nothing of that.
core::Suite for_a_screen(core::Suite);

/// Seconds that this suite of this pair needs, at the suite's number of rounds.
double seconds_for_pair(const PairRequest&);

} // namespace tare::cli
