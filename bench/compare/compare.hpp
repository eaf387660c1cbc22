// Two results to a comparison: which rows belong together, what each gate says, and what a fresh measurement
// of the suspects makes of it.
//
// Thread safety: pure functions.
#pragma once

#include "bench/compare/judge.hpp"
#include "bench/core/verdict.hpp"

#include <span>
#include <string>
#include <vector>

namespace tare::compare {

/// The environment is another one if the floor's own cost moved by more than this many standard deviations
/// between sessions.
inline constexpr double kShiftInSd = 3;

/// Facts of the hardware key that differ, by name; a fact that one side does not have is empty there.
[[nodiscard]] std::vector<core::KeyDifference> key_differences(const hw::KeyedFacts& base,
                                                               const hw::KeyedFacts& now);

/// Judges each row of `now` against the same row (case, role, contender, variant) of `base`, and names the
/// rows of `base` that `now` lacks (of the cases that it has). Keys are not looked at: the caller refuses or
/// forces.
///
/// With ten sessions or more, `now` confirms by itself, each gate at 1 % ÷ the number of gates. With fewer it
/// screens: a difference makes a suspicion, which stays open until confirm().
[[nodiscard]] core::Comparison compare(const core::RunResult& base, const core::RunResult& now);

/// Of which judgements a fresh measurement is needed.
[[nodiscard]] std::vector<const core::Judgement*> suspects(const core::Comparison&);

/// Judges every suspect anew, with the sessions of `fresh` alone in place of those that raised the suspicion.
/// `fresh` needs ten sessions; a suspect for which it has fewer stays open, and says so. Each gate is tested
/// at 1 % ÷ the number of all gates of the comparison, since the baseline's sessions were part of the screen.
void confirm(core::Comparison&, const core::RunResult& base, const core::RunResult& fresh);

/// One row of two builds that were measured in the same rounds.
struct PairedRow {
    core::Case measured;
    core::Role role = core::Role::server;
    core::Program subject;
    /// Differences within sessions, B minus A, of ln cost; a value a session. Empty where not measured.
    std::vector<double> cpu, wall, p99;
    std::string reason;       ///< why there is nothing
    bool number_lost = false; ///< A has a number, B has none
    std::vector<std::string> notes;
};

/// Screens the rows: suspects stay open until confirm_paired().
[[nodiscard]] core::Comparison compare_paired(std::span<const PairedRow> rows);

/// The confirmed hits, improvements too.
[[nodiscard]] std::vector<const core::Judgement*> hits(const core::Comparison&);

/// `rows`: A against B linked anew, so that only where its code lies differs from B. A hit whose sign they
/// turn round was not made by what the code does: it is noted as layout-suspect.
void note_layout_suspects(core::Comparison&, std::span<const PairedRow> rows);

/// Judges every suspect anew, by fresh rows alone. Each is tested at 1 % ÷ the number of suspects: both sides
/// are fresh, so that the screen has no part in it.
void confirm_paired(core::Comparison&, std::span<const PairedRow> fresh);

} // namespace tare::compare
