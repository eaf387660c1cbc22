#include "bench/cli/build_pair.hpp"

#include "bench/stats/paired.hpp"

#include <algorithm>
#include <cmath>

namespace tare::cli {
namespace {

using compare::PairedRow;

const plan::PlannedCell* partner(const plan::CasePlan& plan, const plan::PlannedCell& of_a_row) {
    const auto subject = of_b(of_a_row.subject);
    const auto found = std::find_if(plan.cells.begin(), plan.cells.end(), [&](const auto& cell) {
        return cell.role == of_a_row.role && cell.subject == subject;
    });
    return found == plan.cells.end() ? nullptr : &*found;
}

bool is_of_b(const core::Program& program) { return program.contender.ends_with(kOfB); }

/// The values that the samples yield, while they are there.
std::vector<PairedRow> rows_of(const plan::CasePlan& plan, const std::vector<run::ArmRecord>& records) {
    std::vector<PairedRow> rows;
    for (const auto& cell : plan.cells) {
        if (cell.role == core::Role::floor || is_of_b(cell.subject)) continue;
        const auto* other = partner(plan, cell);
        if (!other) continue;
        PairedRow row;
        row.measured = plan.measured;
        row.role = cell.role;
        row.subject = cell.subject;
        if (cell.arm && other->arm) {
            const auto& a = records[*cell.arm].samples;
            const auto& b = records[*other->arm].samples;
            const auto placement = plan.measured.placement;
            row.cpu = stats::paired_session_values(a, b, stats::Metric::cpu_sum, placement);
            row.wall = stats::paired_session_values(a, b, stats::Metric::wall, placement);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

const core::Cell* cell_of(const core::RunResult& result, const PairedRow& row, const core::Program& subject) {
    const auto found = std::find_if(result.cells.begin(), result.cells.end(), [&](const auto& cell) {
        return cell.measured == row.measured && cell.role == row.role && cell.subject == subject;
    });
    return found == result.cells.end() ? nullptr : &*found;
}

std::string trouble_of(const core::Cell& cell, std::string_view build) {
    return fmt::format("{} is {} in build {}: {}", cell.subject.contender, core::to_string(cell.status),
                       build, cell.reason);
}

/// What only the finished cells know: p99 of each session, and why there is nothing.
void complete(PairedRow& row, const core::RunResult& result) {
    const auto* a = cell_of(result, row, row.subject);
    const auto* b = cell_of(result, row, of_b(row.subject));
    if (!a || !b) return;
    const bool a_ok = a->status == core::Status::ok, b_ok = b->status == core::Status::ok;
    if (!a_ok || !b_ok) {
        row.cpu.clear(), row.wall.clear();
        row.reason = a_ok ? trouble_of(*b, "B") : trouble_of(*a, "A");
        row.number_lost = a_ok;
        return;
    }
    // Sessions are paired by their place; where one is missing it cannot be told which.
    if (a->sessions.size() != b->sessions.size()) return;
    for (std::size_t i = 0; i < a->sessions.size(); ++i)
        if (a->sessions[i].p99_ns && b->sessions[i].p99_ns)
            row.p99.push_back(std::log(*b->sessions[i].p99_ns / *a->sessions[i].p99_ns));
}

} // namespace

core::Program of_a(core::Program program) {
    if (is_of_b(program)) program.contender.resize(program.contender.size() - kOfB.size());
    return program;
}

core::Program of_b(core::Program program) {
    program.contender += kOfB;
    return program;
}

bool is_in_both(const BuildPair& pair, const core::Program& program) {
    const auto is_there = [&](const core::Program& wanted) {
        return std::any_of(pair.contenders.begin(), pair.contenders.end(), [&](const auto& one) {
            return one.name == wanted.contender &&
                   std::any_of(one.variants.begin(), one.variants.end(),
                               [&](const auto& variant) { return variant.name == wanted.variant; });
        });
    };
    const auto a = of_a(program);
    return is_there(a) && is_there(of_b(a));
}

BuildPair pair_builds(std::vector<core::Contender> a, const std::vector<core::Contender>& b) {
    BuildPair pair;
    for (const auto& of_b_build : b) {
        if (of_b_build.is_floor) continue;
        const auto same_name = std::find_if(a.begin(), a.end(), [&](const auto& one) {
            return one.name == of_b_build.name && one.side == of_b_build.side;
        });
        const auto same_commands = [&] {
            return std::equal(of_b_build.variants.begin(), of_b_build.variants.end(),
                              same_name->variants.begin(), same_name->variants.end(),
                              [](const auto& x, const auto& y) { return x.command == y.command; });
        };
        if (same_name != a.end() && same_commands()) {
            pair.same.push_back(of_b_build.name);
            continue;
        }
        pair.contenders.push_back(of_b_build);
        pair.contenders.back().name += kOfB;
    }
    pair.contenders.insert(pair.contenders.begin(), std::make_move_iterator(a.begin()),
                           std::make_move_iterator(a.end()));
    return pair;
}

PairRun run_pair(Measuring& measuring, const BuildPair& pair, const core::Suite& suite,
                 const std::function<bool(const core::Case&, const core::Program&)>& wanted,
                 std::uint64_t seed) {
    const auto wanted_of_both = [&](const core::Case& measured, const core::Program& program) {
        return is_in_both(pair, program) && wanted(measured, of_a(program));
    };
    const auto found = probe_candidates(pair.contenders, suite.cases, wanted_of_both, measuring.interrupt());
    auto request = measuring.request(suite, found, seed);
    request.wanted = wanted_of_both;
    request.namesake = of_a;
    PairRun run;
    request.keep_samples = [&](const core::Case&, const plan::CasePlan& plan,
                               const std::vector<run::ArmRecord>& records) {
        for (auto& row : rows_of(plan, records)) run.rows.push_back(std::move(row));
    };
    run.result = run::run_suite(request);
    for (auto& row : run.rows) complete(row, run.result);
    return run;
}

} // namespace tare::cli
