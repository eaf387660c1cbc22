// The gate before timing: does a contender speak WebSocket as the RFC demands, and the contract as
// CONTRACT.md does?
//
// The checker is the other end and works with raw bytes. What it sends and expects is written out in
// contract/vectors/; nothing of it comes from the code it judges.
//
// Thread safety: none; starts processes and, for clients, a short-lived thread.
#pragma once

#include "bench/check/report.hpp"
#include "bench/check/vectors.hpp"
#include "bench/core/contender.hpp"
#include "bench/run/ends.hpp"

#include <filesystem>
#include <vector>

namespace tare::check {

/// What all checks of one run of the program share.
struct Setup {
    std::vector<ServerVector> server_vectors;
    std::vector<ClientVector> client_vectors;
    run::TlsFiles tls;             ///< for servers; clients trust it
    run::TlsFiles other_authority; ///< the same names, and an authority nobody was told of
    run::TlsFiles other_name;      ///< its own authority, and a name that is not ours
    std::filesystem::path folder;  ///< for times files
    const run::Interrupt* interrupt = nullptr;
    Nanoseconds patience = Milliseconds{2000}; ///< one step
    Nanoseconds budget =
        Milliseconds{120'000}; ///< one variant; what is not reached then is a failure, said once
};

/// Reads the vectors and makes the certificates. `folder` must exist and outlive the checks.
Result<Setup> make_setup(const std::filesystem::path& vectors, const std::filesystem::path& folder);

/// Starts the variant and asks everything that it says it can. A variant that cannot run here is one skipped
/// item with the reason. An error only for an interruption.
Result<CheckReport> check(const core::Contender&, const core::Variant&, const Setup&);

} // namespace tare::check
