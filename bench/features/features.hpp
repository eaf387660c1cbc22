// Finds out what a contender can do and what it needs, by asking it: real handshakes, frames and memory,
// never claims. It speaks with the conformance checker's voice (bench/check) and its vectors.
//
// Every question has a deadline. A contender that dies of one is started anew for the next; one that cannot
// be started says so in every cell.
//
// Thread safety: none; starts processes and, for clients, a short-lived thread.
#pragma once

#include "bench/check/check.hpp"
#include "bench/core/features.hpp"
#include "bench/features/answers.hpp"

#include <filesystem>

namespace tare::features {

struct Setup {
    check::Setup check; ///< vectors, certificates, a folder for times, the interruption, the patience
    std::int64_t largest_bytes = core::kLargestMessageBytes;
    Nanoseconds largest_patience = Milliseconds{8'000}; ///< one size
    PressureLimits pressure;
    int starts = 5;
    int connections = 100; ///< that are opened at once, or as many as are declared
    Nanoseconds budget =
        Milliseconds{300'000}; ///< one variant; what is not reached then is absent, and says so
};

/// `vectors` and `folder` as for check::make_setup().
Result<Setup> make_setup(const std::filesystem::path& vectors, const std::filesystem::path& folder);

/// Asks one variant everything. A variant that cannot run here yields a report without cells, with the
/// reason. An interruption ends the asking: the rest is absent.
core::FeatureReport probe_features(const core::Contender&, const core::Variant&, const Setup&);

} // namespace tare::features
