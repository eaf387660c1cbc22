// Runs whose truth is known because they were drawn: the whole way from sessions to a verdict, as often as
// one likes. It shows that the rules do what they promise if sessions scatter as a normal distribution;
// whether they do so on a real machine is for the measured experiments to show.
//
// Thread safety: pure functions; the same seed gives the same figures everywhere.
#pragma once

#include <cstdint>

namespace tare::selftest {

struct Simulation {
    int runs = 1'000;
    int rows = 20;     ///< of a run, each with one gate
    double effect = 0; ///< of the first row, ln; all others have none
    double sd = 0.004; ///< between sessions, ln
    int base_sessions = 10, new_sessions = 5, fresh_sessions = 10;
    std::uint64_t seed = 1;
};

struct SimulatedFigures {
    int runs = 0;
    int suspicious = 0; ///< runs in which the screen suspected a row without an effect
    int alarmed = 0;    ///< runs in which a row without an effect came out regressed
    int found = 0;      ///< runs in which the row with the effect came out regressed
};

/// Each run: a baseline, a new result, a screen, and fresh sessions for every suspect; by compare::compare
/// and compare::confirm, as `tare run --judge` does it.
[[nodiscard]] SimulatedFigures simulate(const Simulation&);

} // namespace tare::selftest
