#include "bench/compare/compare.hpp"

#include "bench/compare/gates.hpp"
#include "bench/stats/many_tests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace tare::compare {
namespace {

using core::Cell;
using core::Judgement;
using core::RunResult;
using core::Verdict;

template <class Row>
auto identity(const Row& row) {
    return std::tie(row.measured, row.role, row.subject.contender, row.subject.variant);
}

template <class Row, class Rows>
auto* find_row(const Row& wanted, Rows& rows) {
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const auto& row) { return identity(row) == identity(wanted); });
    return found == rows.end() ? nullptr : &*found;
}

bool has_numbers(const Cell& cell) { return cell.status == core::Status::ok && !cell.sessions.empty(); }

/// Rows of × floor: of the floor there is nothing to say here but that it moved, and its other variants are
/// contenders like any.
bool is_judged(const Cell& cell) { return cell.role != core::Role::floor || cell.over_floor_cpu; }

/// The row that × floor refers to in this case: the one floor row without a ratio.
const Cell* reference_floor(const RunResult& result, const core::Case& measured) {
    for (const auto& cell : result.cells)
        if (cell.measured == measured && cell.role == core::Role::floor && has_numbers(cell) &&
            !cell.over_floor_cpu)
            return &cell;
    return nullptr;
}

/// Something that should cost the same wherever and whenever the machine is the same.
struct Yardstick {
    std::string_view name;                   ///< in a sentence: "… moved by"
    double (*ns)(const core::SessionValue&); ///< 0: not known
    double least;                            ///< what it must move by at least, as ln
};

/// A canary's sessions are so alike that three of their standard deviations may be nothing.
const double kCanaryMargin = std::log(1.01);
const Yardstick kYardsticks[] = {
    {"the floor's own cost",
     [](const core::SessionValue& s) { return s.cpu_ns_per_op_server + s.cpu_ns_per_op_client; }, 0},
    {"a loop of arithmetic on the measured core",
     [](const core::SessionValue& s) { return s.canary.spin_loop_ns.value_or(0); }, kCanaryMargin},
    {"a system call that does nothing",
     [](const core::SessionValue& s) { return s.canary.system_call_ns.value_or(0); }, kCanaryMargin},
};

/// ln of what the yardstick shows in the floor's sessions.
std::vector<double> shown(const Yardstick& yardstick, const RunResult& result, const core::Case& measured) {
    std::vector<double> values;
    if (const Cell* floor = reference_floor(result, measured))
        for (const auto& session : floor->sessions)
            if (const double ns = yardstick.ns(session); ns > 0) values.push_back(std::log(ns));
    return values;
}

/// What moved, and by how much, as a sentence, if that is more than the sessions' own spread explains.
std::string shift_of_environment(const RunResult& base, const RunResult& now, const core::Case& measured) {
    for (const Yardstick& yardstick : kYardsticks) {
        const auto moved = stats::difference(stats::moments(shown(yardstick, base, measured)),
                                             stats::moments(shown(yardstick, now, measured)));
        if (!moved || !(std::abs(moved->est) > std::max(kShiftInSd * moved->sd, yardstick.least))) continue;
        return fmt::format("{} moved by {:+.1f} %, more than 3 standard deviations of {:.1f} %",
                           yardstick.name, 100 * std::expm1(moved->est), 100 * std::expm1(moved->sd));
    }
    return "";
}

Judgement judgement_of(const Cell& cell, core::Gate gate) {
    Judgement judgement;
    judgement.measured = cell.measured;
    judgement.role = cell.role;
    judgement.subject = cell.subject;
    judgement.gate = gate;
    judgement.margin = margin_of(gate);
    return judgement;
}

std::string why_none(const Cell& cell) {
    return cell.status == core::Status::ok ? "no session"
                                           : fmt::format("{}: {}", core::to_string(cell.status), cell.reason);
}

void note_versions(Judgement& judgement, const Cell& base, const Cell& now) {
    for (const auto& [library, version] : now.versions) {
        const auto before = base.versions.find(library);
        if (before != base.versions.end() && before->second != version)
            judgement.notes.push_back(fmt::format("{} {} is now {}", library, before->second, version));
    }
}

/// The key under which a run records the hash of a program (bench/run).
std::string hash_name(const core::Program& program, std::string_view side) {
    return fmt::format("sha256 {} {} {}", program.contender, side, program.variant);
}

bool same_program(const RunResult& base, const RunResult& now, const Cell& cell) {
    const auto same = [&](const core::Program& program, std::string_view side) {
        const auto name = hash_name(program, side);
        const auto before = base.machine.recorded.find(name), after = now.machine.recorded.find(name);
        return before != base.machine.recorded.end() && after != now.machine.recorded.end() &&
               before->second == after->second;
    };
    return same(cell.server, "server") && same(cell.client, "client");
}

class Stored {
  public:
    Stored(const RunResult& base, const RunResult& now) : base_(base), now_(now) {}

    core::Comparison run() {
        for (const auto& cell : now_.cells)
            if (is_judged(cell)) add(cell);
        for (const auto& cell : base_.cells)
            if (is_judged(cell) && has_numbers(cell) && case_is_measured(cell.measured) &&
                !find_row(cell, now_.cells))
                missing(cell, "is not in the new result");
        judge_all();
        return std::move(comparison_);
    }

  private:
    bool case_is_measured(const core::Case& measured) const {
        return std::any_of(now_.cells.begin(), now_.cells.end(),
                           [&](const Cell& cell) { return cell.measured == measured; });
    }

    void add(const Cell& cell) {
        const Cell* before = find_row(cell, base_.cells);
        const bool number_before = before && has_numbers(*before);
        if (!has_numbers(cell)) {
            if (number_before) return missing(cell, why_none(cell));
            return plain(cell, Verdict::incomparable, why_none(cell));
        }
        if (!number_before)
            return plain(cell, Verdict::no_baseline,
                         before ? "the baseline has no number: " + why_none(*before) : "not in the baseline");
        for (const auto gate : gates_of(cell.measured)) {
            comparison_.judgements.push_back(judgement_of(cell, gate));
            note_versions(comparison_.judgements.back(), *before, cell);
        }
    }

    void plain(const Cell& cell, Verdict verdict, std::string reason) {
        auto judgement = judgement_of(cell, gates_of(cell.measured).front());
        judgement.verdict = verdict;
        judgement.reason = std::move(reason);
        comparison_.judgements.push_back(std::move(judgement));
    }

    void missing(const Cell& cell, std::string reason) {
        plain(cell, Verdict::incomparable, std::move(reason));
        comparison_.judgements.back().notes.emplace_back(core::kNoteNumberLost);
    }

    static bool awaits(const Judgement& judgement) { return judgement.verdict == Verdict::inconclusive; }

    void judge_all() {
        auto& all = comparison_.judgements;
        const auto gates = static_cast<int>(std::count_if(all.begin(), all.end(), awaits));
        for (auto& judgement : all) {
            if (!awaits(judgement)) continue;
            const Cell& before = *find_row(judgement, base_.cells);
            const Cell& cell = *find_row(judgement, now_.cells);
            Evidence evidence{values_of(before, judgement.gate),
                              values_of(cell, judgement.gate),
                              {},
                              false,
                              stats::bonferroni(kFamilyAlpha, gates)};
            evidence.fresh = static_cast<int>(evidence.now.size()) >= kConfirmingSessions;
            judge_against(judgement, evidence, base_, now_, cell);
        }
    }

  public:
    /// Shared with confirm(): the verdict, and what only two stored results can say about it.
    static void judge_against(Judgement& judgement, const Evidence& evidence, const RunResult& base,
                              const RunResult& now, const Cell& cell) {
        judge(judgement, evidence);
        const bool hit = judgement.verdict == Verdict::regressed || judgement.verdict == Verdict::improved;
        if (const auto shift = shift_of_environment(base, now, judgement.measured); !shift.empty()) {
            judgement.verdict = Verdict::env_shift;
            judgement.reason = shift;
            // What was found is neither shown to be the program's doing nor explained away by the shift.
            if (hit) {
                judgement.suspected = true;
                judgement.confirmed = false;
            }
        } else if (hit && same_program(base, now, cell)) {
            judgement.notes.emplace_back(core::kNoteSameProgram);
        }
    }

  private:
    const RunResult& base_;
    const RunResult& now_;
    core::Comparison comparison_;
};

const std::vector<double>& values_of(const PairedRow& row, core::Gate gate) {
    return gate == core::Gate::cpu ? row.cpu : gate == core::Gate::wall ? row.wall : row.p99;
}

Judgement judgement_of(const PairedRow& row, core::Gate gate) {
    Judgement judgement;
    judgement.measured = row.measured;
    judgement.role = row.role;
    judgement.subject = row.subject;
    judgement.gate = gate;
    judgement.margin = margin_of(gate);
    judgement.notes = row.notes;
    return judgement;
}

} // namespace

std::vector<core::KeyDifference> key_differences(const hw::KeyedFacts& base, const hw::KeyedFacts& now) {
    std::vector<core::KeyDifference> differences;
    const auto fact = [](const hw::KeyedFacts& facts, const std::string& name) {
        const auto found = facts.find(name);
        return found == facts.end() ? std::string() : found->second;
    };
    hw::KeyedFacts names = base;
    names.insert(now.begin(), now.end());
    for (const auto& [name, any] : names) {
        const auto before = fact(base, name), after = fact(now, name);
        if (before != after) differences.push_back({name, before, after});
    }
    return differences;
}

core::Comparison compare(const RunResult& base, const RunResult& now) { return Stored(base, now).run(); }

std::vector<const Judgement*> suspects(const core::Comparison& comparison) {
    std::vector<const Judgement*> found;
    for (const auto& judgement : comparison.judgements)
        if (judgement.suspected && !judgement.confirmed) found.push_back(&judgement);
    return found;
}

void confirm(core::Comparison& comparison, const RunResult& base, const RunResult& fresh) {
    const auto gates = std::count_if(comparison.judgements.begin(), comparison.judgements.end(),
                                     [](const Judgement& one) { return one.change.has_value(); });
    for (auto& judgement : comparison.judgements) {
        if (!judgement.suspected || judgement.confirmed) continue;
        const Cell* before = find_row(judgement, base.cells);
        const Cell* cell = find_row(judgement, fresh.cells);
        const auto values = cell ? values_of(*cell, judgement.gate) : std::vector<double>{};
        if (!before || static_cast<int>(values.size()) < kConfirmingSessions) {
            judgement.reason +=
                fmt::format(" ({} fresh sessions, and it takes {})", values.size(), kConfirmingSessions);
            continue;
        }
        const Evidence evidence{values_of(*before, judgement.gate),
                                values,
                                {},
                                true,
                                stats::bonferroni(kFamilyAlpha, static_cast<int>(gates))};
        Stored::judge_against(judgement, evidence, base, fresh, *cell);
    }
}

std::vector<const Judgement*> hits(const core::Comparison& comparison) {
    std::vector<const Judgement*> found;
    for (const auto& judgement : comparison.judgements)
        if (judgement.verdict == Verdict::regressed || judgement.verdict == Verdict::improved)
            found.push_back(&judgement);
    return found;
}

void note_layout_suspects(core::Comparison& comparison, std::span<const PairedRow> rows) {
    for (auto& judgement : comparison.judgements) {
        const bool regressed = judgement.verdict == Verdict::regressed;
        if (!regressed && judgement.verdict != Verdict::improved) continue;
        const PairedRow* row = find_row(judgement, rows);
        const auto values = row ? values_of(*row, judgement.gate) : std::vector<double>{};
        if (static_cast<int>(values.size()) < kLeastSessions) {
            judgement.notes.emplace_back("the build that was linked anew was not measured");
        } else if ((stats::moments(values).mean > 0) != regressed) {
            judgement.notes.emplace_back(core::kNoteLayoutSuspect);
        }
    }
}

core::Comparison compare_paired(std::span<const PairedRow> rows) {
    core::Comparison comparison;
    comparison.interleaved = true;
    for (const auto& row : rows) {
        for (const auto gate : gates_of(row.measured)) {
            auto judgement = judgement_of(row, gate);
            const auto& values = values_of(row, gate);
            if (values.empty()) {
                judgement.verdict = Verdict::incomparable;
                judgement.reason = row.reason.empty() ? "no session has both" : row.reason;
                if (row.number_lost) judgement.notes.emplace_back(core::kNoteNumberLost);
            } else {
                judge(judgement, {{}, {}, values, false, kScreenAlpha});
            }
            comparison.judgements.push_back(std::move(judgement));
            if (values.empty()) break; // one line says it
        }
    }
    return comparison;
}

void confirm_paired(core::Comparison& comparison, std::span<const PairedRow> fresh) {
    const auto tests = static_cast<int>(suspects(comparison).size());
    for (auto& judgement : comparison.judgements) {
        if (!judgement.suspected || judgement.confirmed) continue;
        const PairedRow* row = find_row(judgement, fresh);
        const auto values = row ? values_of(*row, judgement.gate) : std::vector<double>{};
        if (static_cast<int>(values.size()) < kConfirmingSessions) {
            judgement.reason +=
                fmt::format(" ({} fresh sessions, and it takes {})", values.size(), kConfirmingSessions);
            continue;
        }
        judge(judgement, {{}, {}, values, true, stats::bonferroni(kFamilyAlpha, tests)});
    }
}

} // namespace tare::compare
