#include "bench/cli/selftest_full.hpp"

#include "bench/cli/experiment.hpp"
#include "bench/cli/pair_comparison.hpp"
#include "bench/cli/selection.hpp"
#include "bench/cli/selftest_summary.hpp"
#include "bench/cli/suite_experiment.hpp"
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

fs::path of_cases(const fs::path& folder) { return folder / "experiments"; }
fs::path of_suites(const fs::path& folder) { return folder / "suites"; }

std::vector<fs::path> json_files(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

template <class One>
Result<std::vector<One>> read_all(const fs::path& folder, Result<One> (*read)(const fs::path&)) {
    std::vector<One> all;
    for (const auto& file : json_files(folder)) {
        auto one = read(file);
        if (!one) return one.error();
        all.push_back(std::move(*one));
    }
    return all;
}

/// As NNNNN.json, behind the last one that is there.
Result<void> keep(const fs::path& folder, const std::string& text) {
    int last = -1;
    for (const auto& file : json_files(folder)) last = std::max(last, std::atoi(file.stem().c_str()));
    return store::write_atomically(folder / fmt::format("{:05}.json", last + 1), text);
}

Result<void> make_folder(const fs::path& folder) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code)
        return make_error(Trouble::usage, "cannot make the folder {}: {}", folder.string(), code.message());
    return {};
}

/// What is there already, and the means to add to it.
template <class One>
struct Begun {
    std::vector<One> done;
    std::unique_ptr<Measuring> measuring;
};

/// Refuses a folder of another hardware: figures of two machines make no figure.
template <class One>
Result<Begun<One>> begin(const fs::path& folder, Result<One> (*read)(const fs::path&), const World& world,
                         bool host_network) {
    if (const auto made = make_folder(folder); !made) return made.error();
    auto done = read_all(folder, read);
    if (!done) return done.error();
    auto measuring = Measuring::set_up(world, host_network, {});
    if (!measuring) return measuring.error();
    const auto& key = (*measuring)->machine().key;
    for (const auto& one : *done)
        if (one.key != key)
            return make_error(Trouble::usage,
                              "{} holds experiments of other hardware (key {}, this is {}); name another "
                              "folder",
                              folder.string(), one.key, key);
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

Result<void> measure_cases(const SelftestOptions& options, const World& world, const Deadline& deadline) {
    const auto folder = of_cases(options.folder);
    auto begun = begin(folder, read_experiment, world, options.host_network);
    if (!begun) return begun.error();
    auto& [done, measuring] = *begun;
    const auto& cases = options.cases.empty() ? kFullCases : options.cases;
    auto injections = options.injections.empty() ? kFullInjections : options.injections;
    std::erase(injections, kNoInjection);
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
        const ExperimentPlan plan{*measured, injections, 10, compare::kConfirmingSessions, 15};
        auto experiment = run_experiment(*measuring, world, plan, random());
        if (!experiment && run::is_interrupted(experiment.error())) break;
        if (!experiment) return experiment.error();
        if (const auto kept = keep(folder, experiment_to_json(*experiment)); !kept) return kept.error();
        done.push_back(std::move(*experiment));
    }
    measuring->progress().finish();
    return {};
}

Result<SuitePlan> suite_plan(const SelftestOptions& options, const Catalog& catalog) {
    if (const auto named = contenders_named(catalog, options.contenders); !named) return named.error();
    auto suite = select_suite(catalog.suites, options.suite, options.cases);
    if (!suite) return suite.error();
    if (!options.budget.empty()) {
        const auto budget = parse_duration(options.budget);
        if (!budget) return in_context("--budget", budget.error());
        suite->budget_s = *budget;
    }
    return SuitePlan{for_a_screen(std::move(*suite)), options.contenders};
}

Result<void> measure_suite(const SelftestOptions& options, const World& world, const Deadline& deadline) {
    const auto catalog = load_catalog(world);
    if (!catalog) return catalog.error();
    const auto plan = suite_plan(options, *catalog);
    if (!plan) return plan.error();
    const auto folder = of_suites(options.folder);
    auto begun = begin(folder, read_suite_experiment, world, options.host_network);
    if (!begun) return begun.error();
    auto& [done, measuring] = *begun;
    auto runs = std::count_if(done.begin(), done.end(),
                              [&](const auto& one) { return one.suite == plan->suite.name; });
    std::random_device random;
    for (; runs < options.experiments && !deadline.passed() && !measuring->interrupt().raised(); ++runs) {
        const auto experiment = run_suite_experiment(*measuring, catalog->contenders, *plan, random());
        if (!experiment && run::is_interrupted(experiment.error())) break;
        if (!experiment) return experiment.error();
        if (const auto kept = keep(folder, suite_experiment_to_json(*experiment)); !kept) return kept.error();
    }
    measuring->progress().finish();
    return {};
}

} // namespace

Result<int> selftest_summary(const fs::path& folder) {
    const auto experiments = read_all(of_cases(folder), read_experiment);
    if (!experiments) return experiments.error();
    const auto suites = read_all(of_suites(folder), read_suite_experiment);
    if (!suites) return suites.error();
    if (experiments->empty() && suites->empty())
        return make_error(Trouble::usage,
                          "there are no experiments in {}: expected {} or {} with .json files",
                          folder.string(), of_cases(folder).string(), of_suites(folder).string());
    const auto text = suite_summary_text(*suites) + summary_text(summarize(*experiments));
    std::fputs(text.c_str(), stdout);
    if (const auto written = store::write_atomically(folder / "summary.txt", text); !written)
        return written.error();
    return kFine;
}

Result<int> selftest_full(const SelftestOptions& options, const World& world) {
    const Deadline deadline(options.minutes);
    const auto measured = options.suite.empty() ? measure_cases(options, world, deadline)
                                                : measure_suite(options, world, deadline);
    if (!measured) return measured.error();
    return selftest_summary(options.folder);
}

} // namespace tare::cli
