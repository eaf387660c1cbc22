#include "bench/cli/experiment.hpp"

#include "bench/cli/remeasure.hpp"
#include "bench/compare/compare.hpp"
#include "bench/compare/gates.hpp"
#include "bench/stats/estimators.hpp"
#include "bench/stats/paired.hpp"
#include "bench/store/contender_folder.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace tare::cli {
namespace {

constexpr std::string_view kInjected = "cpp-injected", kAgain = "cpp-injected-again", kPlain = "plain";

Result<void> check_injections(const std::vector<std::string>& wanted, const core::Contender& injected) {
    std::vector<std::string> known;
    for (const auto& variant : injected.variants)
        if (variant.name != kPlain) known.push_back(variant.name);
    for (const auto& name : wanted)
        if (std::find(known.begin(), known.end(), name) == known.end())
            return make_error(Trouble::usage,
                              "selftest: there is no injection \"{}\"; there are {}, and none", name,
                              fmt::join(known, ", "));
    return {};
}

/// The floor's blocking variant, the reference server, the injected client, and its plain variant once more.
Result<std::vector<core::Contender>> contenders(const World& world,
                                                const std::vector<std::string>& variants) {
    const std::vector<std::filesystem::path> roots{world.home,
                                                   world.home / "bench" / "selftest" / "contenders"};
    auto scan =
        store::load_contenders(roots, {.bin = world.bin, .python = world.python, .out = world.prepared});
    std::vector<core::Contender> kept;
    for (auto& contender : scan.contenders) {
        const bool reference = contender.name == plan::kReferenceEnds.front().contender;
        if (!contender.is_floor && !reference && contender.name != kInjected) continue;
        if (contender.name == kInjected)
            if (const auto known = check_injections(variants, contender); !known) return known.error();
        std::erase_if(contender.variants, [&](const core::Variant& variant) {
            if (contender.is_floor) return &variant != &contender.variants.front();
            if (reference) return variant.name != plan::kReferenceEnds.front().variant;
            return variant.name != kPlain &&
                   std::find(variants.begin(), variants.end(), variant.name) == variants.end();
        });
        kept.push_back(contender);
    }
    const auto injected =
        std::find_if(kept.begin(), kept.end(), [](const auto& one) { return one.name == kInjected; });
    if (injected == kept.end())
        return make_error(Trouble::usage, "there is no contender {} in {}", kInjected, roots.back().string());
    auto again = *injected;
    again.name = kAgain;
    std::erase_if(again.variants, [](const auto& variant) { return variant.name != kPlain; });
    kept.push_back(std::move(again));
    return kept;
}

std::string row_name(const core::Program& program) {
    return program.contender == kAgain ? "again" : program.variant;
}

bool is_plain(const core::Program& program) {
    return program.contender == kInjected && program.variant == kPlain;
}

struct Measured {
    core::RunResult result;
    std::vector<compare::PairedRow> rows;
    std::vector<PositionEffect> positions;
};

/// Residuals of ln CPU time: each block minus its arm's mean in the session and its round's mean over arms,
/// plus the session's. What is left at a position is the position's effect, and noise.
void add_positions(std::vector<PositionEffect>& positions, const std::vector<run::ArmRecord>& records) {
    std::map<int, std::vector<std::pair<std::size_t, const core::Sample*>>> by_session;
    for (std::size_t arm = 0; arm < records.size(); ++arm)
        for (const auto& session : records[arm].samples.sessions)
            for (const auto& sample : session) by_session[sample.session].emplace_back(arm, &sample);
    for (const auto& [number, blocks] : by_session) {
        std::map<std::size_t, std::vector<double>> of_arm;
        std::map<int, std::vector<double>> of_round;
        std::vector<double> all;
        const auto mean = [](const std::vector<double>& values) { return stats::moments(values).mean; };
        const auto value = [](const core::Sample& sample) {
            return stats::values_of(sample)[static_cast<std::size_t>(stats::Metric::cpu_sum)];
        };
        for (const auto& [arm, sample] : blocks)
            if (const auto ln = value(*sample))
                of_arm[arm].push_back(*ln), of_round[sample->round].push_back(*ln), all.push_back(*ln);
        for (const auto& [arm, sample] : blocks) {
            const auto ln = value(*sample);
            if (!ln || of_round[sample->round].size() != records.size()) continue;
            const double residual = *ln - mean(of_arm[arm]) - mean(of_round[sample->round]) + mean(all);
            const auto position = static_cast<std::size_t>(sample->position);
            if (positions.size() <= position) positions.resize(position + 1);
            ++positions[position].n;
            positions[position].sum += residual;
            positions[position].squares += residual * residual;
        }
    }
}

Measured measure(Measuring& measuring, const std::vector<core::Contender>& all, const ExperimentPlan& plan,
                 int sessions, const std::function<bool(const core::Program&)>& wanted, std::uint64_t seed) {
    core::Suite suite;
    suite.name = "selftest";
    suite.cases = {plan.measured};
    suite.roles = {core::Role::client};
    suite.sessions = sessions;
    suite.rounds = plan.rounds;
    suite.block_ms = 12;
    suite.budget_s = std::max(plan.budget_s, seconds_for(suite, sessions, plan.variants.size() + 3));
    const auto wanted_here = [&](const core::Case&, const core::Program& program) { return wanted(program); };
    const auto candidates = probe_candidates(all, suite.cases, wanted_here, measuring.interrupt());
    auto request = measuring.request(suite, candidates, seed);
    request.wanted = wanted_here;
    Measured measured;
    request.keep_samples = [&](const core::Case&, const plan::CasePlan& planned,
                               const std::vector<run::ArmRecord>& records) {
        const auto plain = std::find_if(planned.cells.begin(), planned.cells.end(),
                                        [](const auto& cell) { return is_plain(cell.subject); });
        if (plain == planned.cells.end() || !plain->arm) return;
        for (const auto& cell : planned.cells) {
            if (cell.role == core::Role::floor || is_plain(cell.subject) || !cell.arm) continue;
            compare::PairedRow row;
            row.measured = plan.measured;
            row.role = cell.role;
            row.subject = cell.subject;
            const auto& a = records[*plain->arm].samples;
            const auto& b = records[*cell.arm].samples;
            row.cpu = stats::paired_session_values(a, b, stats::Metric::cpu_sum, plan.measured.placement);
            row.wall = stats::paired_session_values(a, b, stats::Metric::wall, plan.measured.placement);
            measured.rows.push_back(std::move(row));
        }
        add_positions(measured.positions, records);
    };
    measured.result = run::run_suite(request);
    return measured;
}

/// A defective self-test is no measurement: every arm must have run.
Result<void> check_arms(const Measured& measured) {
    for (const auto& cell : measured.result.cells)
        if (cell.status != core::Status::ok)
            return make_error(Trouble::internal, "{} {}: {}", cell.subject.contender, cell.subject.variant,
                              cell.reason);
    if (measured.rows.empty())
        return make_error(Trouble::internal, "the plain client was not measured, or nothing beside it");
    return {};
}

/// The plain client's sessions that have all four values.
std::vector<core::SessionValue> plain_sessions(const core::RunResult& result) {
    std::vector<core::SessionValue> sessions;
    for (const auto& cell : result.cells) {
        if (!is_plain(cell.subject)) continue;
        for (const auto& session : cell.sessions)
            if (session.ln_cpu_over_floor && session.ln_wall_over_floor) sessions.push_back(session);
    }
    return sessions;
}

double ln_cpu(const core::SessionValue& session) {
    return std::log(session.cpu_ns_per_op_server + session.cpu_ns_per_op_client);
}

void keep_plain(Experiment& experiment, const core::RunResult& screen, const core::RunResult& fresh) {
    for (const auto& session : plain_sessions(screen)) {
        experiment.plain_ln_cpu.push_back(ln_cpu(session));
        experiment.plain_ln_wall.push_back(std::log(session.wall_ns_per_op));
        experiment.plain_ln_cpu_over_floor.push_back(*session.ln_cpu_over_floor);
        experiment.plain_ln_wall_over_floor.push_back(*session.ln_wall_over_floor);
    }
    for (const auto& session : plain_sessions(fresh)) {
        experiment.fresh_plain_ln_cpu.push_back(ln_cpu(session));
        experiment.fresh_plain_ln_wall.push_back(std::log(session.wall_ns_per_op));
    }
}

std::optional<double> number_behind(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return std::nullopt;
    double value = 0;
    const auto rest = name.substr(prefix.size());
    const auto [end, code] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    return code == std::errc() && end == rest.data() + rest.size() ? std::optional(value) : std::nullopt;
}

} // namespace

std::optional<double> exact_truth(const std::string& variant) {
    if (const auto every = number_behind(variant, "twice-")) return std::log1p(1 / *every);
    return variant == "again" ? std::optional(0.0) : std::nullopt;
}

std::optional<double> spun_ns(const std::string& variant) { return number_behind(variant, "spin-"); }

double truth_of(const ExperimentRow& row, const Experiment& experiment) {
    if (const auto exact = exact_truth(row.name)) return *exact;
    const auto ns = spun_ns(row.name);
    if (!ns) return 0;
    const auto measured = core::parse_case_id(experiment.case_id);
    const bool cpu = measured && compare::gates_of(*measured).front() == core::Gate::cpu;
    // What a session's messages cost without it, in that session: minutes later it is some per cent more or
    // less.
    auto plain = cpu ? experiment.plain_ln_cpu : experiment.plain_ln_wall;
    if (!row.fresh_cpu.empty()) {
        const auto& fresh = cpu ? experiment.fresh_plain_ln_cpu : experiment.fresh_plain_ln_wall;
        plain.insert(plain.end(), fresh.begin(), fresh.end());
    }
    for (double& value : plain) value = std::log1p(*ns / std::exp(value));
    return plain.empty() ? 0 : stats::moments(plain).mean;
}

Result<Experiment> run_experiment(Measuring& measuring, const World& world, const ExperimentPlan& plan,
                                  std::uint64_t seed) {
    const auto all = contenders(world, plan.variants);
    if (!all) return all.error();
    const auto injected = [](const core::Program& program) {
        return program.contender == kInjected || program.contender == kAgain;
    };
    const auto screen = measure(measuring, *all, plan, plan.sessions, injected, seed);
    if (measuring.interrupt().raised()) return run::interrupted();
    if (const auto fine = check_arms(screen); !fine) return fine.error();

    Experiment experiment;
    experiment.started_utc = screen.result.run.started_utc;
    experiment.case_id = core::case_id(plan.measured);
    experiment.key = measuring.machine().key;
    experiment.seed = seed;
    experiment.positions = screen.positions;

    // Each row is a comparison of its own: a family of one, so that its power does not depend on the others.
    std::vector<core::Comparison> comparisons;
    std::vector<core::Program> suspected;
    for (const auto& row : screen.rows) {
        comparisons.push_back(compare::compare_paired(std::span(&row, 1)));
        if (!compare::suspects(comparisons.back()).empty()) suspected.push_back(row.subject);
    }
    Measured fresh;
    if (!suspected.empty()) {
        const auto wanted = [&](const core::Program& program) {
            return is_plain(program) ||
                   std::find(suspected.begin(), suspected.end(), program) != suspected.end();
        };
        fresh = measure(measuring, *all, plan, plan.confirming, wanted, seed + 1);
        if (measuring.interrupt().raised()) return run::interrupted();
        if (const auto fine = check_arms(fresh); !fine) return fine.error();
    }
    keep_plain(experiment, screen.result, fresh.result);
    for (std::size_t i = 0; i < screen.rows.size(); ++i) {
        const auto& row = screen.rows[i];
        ExperimentRow kept{row_name(row.subject), 0, row.cpu, row.wall, {}, {}, {}};
        for (const auto& again : fresh.rows)
            if (again.subject == row.subject) {
                compare::confirm_paired(comparisons[i], std::span(&again, 1));
                kept.fresh_cpu = again.cpu;
                kept.fresh_wall = again.wall;
            }
        kept.truth = truth_of(kept, experiment);
        kept.verdict = comparisons[i].judgements.front().verdict;
        experiment.rows.push_back(std::move(kept));
    }
    return experiment;
}

} // namespace tare::cli
