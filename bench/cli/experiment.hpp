// One measured experiment of the self-test: contenders whose slow-down is known, judged as any two builds
// are.
//
// Every experiment stands alone in a file, so that a self-test of hours can be interrupted and gone on with.
#pragma once

#include "bench/cli/measuring.hpp"
#include "bench/core/verdict.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tare::cli {

/// Whether a judgement or row of it says that something changed: a false alarm where nothing did.
constexpr auto has_alarm = [](const auto& judged) {
    return judged.verdict == core::Verdict::regressed || judged.verdict == core::Verdict::improved;
};

/// One injection against the plain client, in the same rounds.
struct ExperimentRow {
    std::string name; ///< "again": the plain client once more, an A/A; else the variant
    double truth = 0; ///< ln of the cost that it must have, by what gates the case, over all its sessions
    std::vector<double> screen_cpu, screen_wall; ///< ln ratio to plain, a value a session
    std::vector<double> fresh_cpu,
        fresh_wall; ///< of the sessions that confirmed; empty where nothing was suspected
    core::Verdict verdict = core::Verdict::inconclusive;
};

/// Blocks by their place in the round: mean and spread of ln CPU time, without what the arm and the round
/// explain.
struct PositionEffect {
    std::int64_t n = 0;
    double sum = 0, squares = 0;
};

struct Experiment {
    std::string started_utc, case_id, key;
    std::uint64_t seed = 0;
    std::vector<ExperimentRow> rows;
    std::vector<double> plain_ln_cpu, plain_ln_wall;             ///< raw, a value a session of the screen
    std::vector<double> fresh_plain_ln_cpu, fresh_plain_ln_wall; ///< of the sessions that confirmed
    std::vector<double> plain_ln_cpu_over_floor, plain_ln_wall_over_floor; ///< the same, over the floor
    std::vector<PositionEffect> positions;
};

struct ExperimentPlan {
    core::Case measured;
    std::vector<std::string> variants; ///< of cpp-injected; "again" is always there
    int sessions = 5, confirming = 10, rounds = 30;
    double budget_s = 0; ///< for the screen and as much for the confirmation; 0: what the rounds need
};

/// Screens, and confirms what is suspected. An error where an arm failed: then the machinery is broken.
Result<Experiment> run_experiment(Measuring&, const World&, const ExperimentPlan&, std::uint64_t seed);

/// ln(1 + 1/k) for twice-<k>; absent for others, whose truth depends on what a message costs (see spun_ns).
std::optional<double> exact_truth(const std::string& variant);
/// The n of spin-<n>.
std::optional<double> spun_ns(const std::string& variant);
/// ln of the cost that a row must have: exact_truth(), or for spin-<n> the mean over its sessions of
/// ln(1 + n ÷ what a message of the plain client cost in the session).
double truth_of(const ExperimentRow&, const Experiment&);

std::string experiment_to_json(const Experiment&);
Result<Experiment> read_experiment(const std::filesystem::path& file);

} // namespace tare::cli
