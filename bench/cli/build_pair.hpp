// Two builds as contenders of one run: those of B appear beside A's under another name, so that both are
// measured in the same rounds by everything that measures one.
#pragma once

#include "bench/cli/measuring.hpp"
#include "bench/compare/compare.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tare::cli {

/// Behind the name of a contender of build B.
inline constexpr std::string_view kOfB = "@B";

struct BuildPair {
    std::vector<core::Contender> contenders; ///< A's, then B's, which carry kOfB; floors are A's alone
    std::vector<std::string> same;           ///< what is no part of a build, such as scripts: A's alone
};

/// `a`, `b`: the contenders of the two builds, as load_contenders() made them. Only contenders with a command
/// that differs are B's.
BuildPair pair_builds(std::vector<core::Contender> a, const std::vector<core::Contender>& b);

/// The name without kOfB.
core::Program of_a(core::Program);
core::Program of_b(core::Program);

/// Whether both builds have a program of this name, with or without kOfB, and each its own.
bool is_in_both(const BuildPair&, const core::Program&);

struct PairRun {
    core::RunResult result;               ///< both builds' rows
    std::vector<compare::PairedRow> rows; ///< a row of A against the same row of B
};

/// Measures the suite with what is in both builds and wanted. `wanted` is asked about A's names, with the
/// case.
PairRun run_pair(Measuring&, const BuildPair&, const core::Suite&,
                 const std::function<bool(const core::Case&, const core::Program&)>& wanted,
                 std::uint64_t seed);

} // namespace tare::cli
