#include "bench/cli/selftest_full.hpp"

#include "bench/cli/experiment.hpp"
#include "bench/cli/pair_comparison.hpp"
#include "bench/cli/pooled_summary.hpp"
#include "bench/cli/selection.hpp"
#include "bench/cli/selftest_summary.hpp"
#include "bench/cli/suite_experiment.hpp"
#include "bench/cli/validation_folder.hpp"
#include "bench/report/machine_text.hpp"
#include "bench/store/atomic_file.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

namespace tare::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

const std::vector<std::string> kFullCases{"echo-256", "echo-256-split"};
const std::vector<std::string> kFullInjections{"twice-100", "twice-50", "twice-10", "spin-100", "spin-1000"};
/// In the place of injections: the A/A alone, in a quarter of the time.
constexpr std::string_view kNoInjection = "none";

/// What is there already, and the means to add to it.
template <class One>
struct Begun {
    std::vector<One> done;
    std::unique_ptr<Measuring> measuring;
};

template <class One>
Result<Begun<One>> begin(const ValidationFolder& folder, const fs::path& within,
                         Result<One> (*read)(const fs::path&), const World& world, bool host_network) {
    auto done = read_experiments(within, read);
    if (!done) return done.error();
    auto measuring = Measuring::set_up(world, host_network, {});
    if (!measuring) return measuring.error();
    const auto& machine = (*measuring)->machine();
    for (const auto& one : *done)
        if (one.key != machine.key) return folder.foreign(one.key, machine);
    if (const auto claimed = folder.claim(machine); !claimed) return claimed.error();
    return Begun<One>{std::move(*done), std::move(*measuring)};
}

/// When to begin no other.
class Deadline {
  public:
    explicit Deadline(double minutes) : minutes_(minutes) {}
    [[nodiscard]] bool passed() const {
        return minutes_ > 0 && Seconds(Clock::now() - started_).count() / 60 >= minutes_;
    }

  private:
    double minutes_;
    Clock::time_point started_ = Clock::now();
};

/// Seconds.
Result<double> budget_of(const SelftestOptions& options, double otherwise) {
    if (options.budget.empty()) return otherwise;
    const auto budget = parse_duration(options.budget);
    if (!budget) return in_context("--budget", budget.error());
    return *budget;
}

Result<void> measure_cases(const SelftestOptions& options, const World& world, const Deadline& deadline) {
    const ValidationFolder folder(options.folders.front());
    auto begun = begin(folder, folder.of_cases(), read_experiment, world, options.host_network);
    if (!begun) return begun.error();
    auto& [done, measuring] = *begun;
    const auto& cases = options.cases.empty() ? kFullCases : options.cases;
    auto injections = options.injections.empty() ? kFullInjections : options.injections;
    std::erase(injections, kNoInjection);
    const auto budget = budget_of(options, 0);
    if (!budget) return budget.error();
    std::random_device random;
    while (!measuring->interrupt().raised()) {
        // The case with the fewest experiments is next, so that pieces of any length keep them even.
        const auto count = [&, &done = done](const std::string& id) {
            return std::count_if(done.begin(), done.end(),
                                 [&](const auto& one) { return one.case_id == id; });
        };
        const auto& next = *std::min_element(
            cases.begin(), cases.end(), [&](const auto& a, const auto& b) { return count(a) < count(b); });
        if (count(next) >= options.experiments || deadline.passed()) break;
        const auto measured = core::parse_case_id(next);
        if (!measured) return measured.error();
        // As for_a_screen() has it of five sessions of thirty rounds.
        const ExperimentPlan plan{*measured, injections, 10, compare::kConfirmingSessions, 15, *budget};
        auto experiment = run_experiment(*measuring, world, plan, random());
        if (!experiment && run::is_interrupted(experiment.error())) break;
        if (!experiment) return experiment.error();
        if (const auto kept = keep_experiment(folder.of_cases(), experiment_to_json(*experiment)); !kept)
            return kept.error();
        done.push_back(std::move(*experiment));
    }
    measuring->progress().finish();
    return {};
}

Result<SuitePlan> suite_plan(const SelftestOptions& options, const Catalog& catalog) {
    if (const auto named = contenders_named(catalog, options.contenders); !named) return named.error();
    auto suite = select_suite(catalog.suites, options.suite, options.cases);
    if (!suite) return suite.error();
    const auto budget = budget_of(options, suite->budget_s);
    if (!budget) return budget.error();
    suite->budget_s = *budget;
    return SuitePlan{for_a_screen(std::move(*suite)), options.contenders};
}

Result<void> measure_suite(const SelftestOptions& options, const World& world, const Deadline& deadline) {
    const auto catalog = load_catalog(world);
    if (!catalog) return catalog.error();
    const auto plan = suite_plan(options, *catalog);
    if (!plan) return plan.error();
    const ValidationFolder folder(options.folders.front());
    auto begun = begin(folder, folder.of_suites(), read_suite_experiment, world, options.host_network);
    if (!begun) return begun.error();
    auto& [done, measuring] = *begun;
    auto runs = std::count_if(done.begin(), done.end(),
                              [&](const auto& one) { return one.suite == plan->suite.name; });
    std::random_device random;
    for (; runs < options.experiments && !deadline.passed() && !measuring->interrupt().raised(); ++runs) {
        const auto experiment = run_suite_experiment(*measuring, catalog->contenders, *plan, random());
        if (!experiment && run::is_interrupted(experiment.error())) break;
        if (!experiment) return experiment.error();
        if (const auto kept = keep_experiment(folder.of_suites(), suite_experiment_to_json(*experiment));
            !kept)
            return kept.error();
    }
    measuring->progress().finish();
    return {};
}

/// Prints it, and leaves it in the folder.
Result<KeptExperiments> summarize_folder(const ValidationFolder& folder, std::string_view before) {
    auto experiments = read_experiments(folder.of_cases(), read_experiment);
    if (!experiments) return experiments.error();
    auto suites = read_experiments(folder.of_suites(), read_suite_experiment);
    if (!suites) return suites.error();
    if (experiments->empty() && suites->empty())
        return make_error(Trouble::usage,
                          "there are no experiments in {}: expected {} or {} with .json files",
                          folder.path().string(), folder.of_cases().string(), folder.of_suites().string());
    const auto machine = folder.machine();
    if (!machine) return machine.error();
    std::string text = *machine ? report::machine_line(**machine) + '\n' : std::string();
    text += suite_summary_text(*suites) + summary_text(summarize(*experiments));
    fmt::print("{}{}", before, text);
    if (const auto written = store::write_atomically(folder.summary_file(), text); !written)
        return written.error();
    return KeptExperiments{std::move(*experiments), std::move(*suites)};
}

} // namespace

Result<int> selftest_summary(const std::vector<fs::path>& folders) {
    std::vector<KeptExperiments> all;
    for (const auto& path : folders) {
        auto kept = summarize_folder(ValidationFolder(path), path == folders.front() ? "" : "\n");
        if (!kept) return kept.error();
        all.push_back(std::move(*kept));
    }
    if (const auto together = pooled_text(all); !together.empty()) fmt::print("\n{}", together);
    return kFine;
}

Result<int> selftest_full(const SelftestOptions& options, const World& world) {
    const Deadline deadline(options.minutes);
    const auto measured = options.suite.empty() ? measure_cases(options, world, deadline)
                                                : measure_suite(options, world, deadline);
    if (!measured) return measured.error();
    return selftest_summary(options.folders);
}

} // namespace tare::cli
