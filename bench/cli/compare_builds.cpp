// `tare compare --build A --build B`: both builds' contenders take turns in the same rounds.

#include "bench/cli/build_pair.hpp"
#include "bench/cli/compare.hpp"
#include "bench/cli/remeasure.hpp"
#include "bench/cli/selection.hpp"
#include "bench/store/contender_folder.hpp"
#include "bench/store/result_file.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <random>

namespace tare::cli {
namespace {

namespace fs = std::filesystem;

/// The contenders of this tree with the programs of that build.
Result<std::vector<core::Contender>> contenders_of(const fs::path& build, const World& world,
                                                   std::string_view option) {
    std::error_code none;
    const auto bin = fs::absolute(build) / "bin" / "contenders";
    if (!fs::is_directory(bin, none))
        return make_error(Trouble::usage, "{} {}: expected the folder of a build, with bin/contenders in it",
                          option, build.string());
    std::vector<fs::path> roots{world.home};
    roots.insert(roots.end(), world.contender_roots.begin(), world.contender_roots.end());
    auto scan = store::load_contenders(roots, {.bin = bin, .python = world.python, .out = world.prepared});
    return std::move(scan.contenders);
}

/// How many arms the wanted rows of one case need at most: both builds', the floor's and the reference's.
std::size_t most_arms(const BuildPair& pair, const std::function<bool(const core::Program&)>& wanted) {
    std::size_t arms = 3;
    for (const auto& contender : pair.contenders)
        for (const auto& variant : contender.variants)
            arms += wanted(of_a({contender.name, variant.name})) ? 1 : 0;
    return arms;
}

/// Seconds that one case took in a session, on average: blocks of long operations outlast their plan.
double took_a_case(const core::RunResult& result, std::size_t cases) {
    std::size_t sessions = 1;
    for (const auto& cell : result.cells) sessions = std::max(sessions, cell.sessions.size());
    return result.run.took_s / static_cast<double>(sessions * cases);
}

/// Of the suspects alone, with fresh processes. `case_s`: what a case took in a session of the screen.
core::Suite confirming_suite(const core::Suite& screen, const std::vector<const core::Judgement*>& suspects,
                             int sessions, double case_s) {
    core::Suite suite = screen;
    suite.sessions = sessions;
    suite.cases.clear(), suite.roles.clear();
    for (const auto* suspect : suspects) {
        if (std::find(suite.cases.begin(), suite.cases.end(), suspect->measured) == suite.cases.end())
            suite.cases.push_back(suspect->measured);
        if (std::find(suite.roles.begin(), suite.roles.end(), suspect->role) == suite.roles.end())
            suite.roles.push_back(suspect->role);
    }
    constexpr double kReserve = 1.25;
    suite.budget_s =
        static_cast<double>(suite.cases.size()) *
        std::max(seconds_for(suite, sessions, 2 * suspects.size() + 2), kReserve * case_s * sessions);
    return suite;
}

/// Whether a program's row is among them.
std::function<bool(const core::Case&, const core::Program&)>
rows_of(const std::vector<const core::Judgement*>& judgements) {
    return [&judgements](const core::Case& measured, const core::Program& program) {
        return std::any_of(judgements.begin(), judgements.end(), [&](const auto* one) {
            return one->measured == measured && one->subject == program;
        });
    };
}

} // namespace

Result<int> compare_builds(const CompareOptions& options, const World& world) {
    const auto a = contenders_of(options.builds[0], world, "--build");
    if (!a) return a.error();
    const auto b = contenders_of(options.builds[1], world, "--build");
    if (!b) return b.error();
    std::optional<std::vector<core::Contender>> relinked;
    if (!options.relinked.empty()) {
        auto found = contenders_of(options.relinked, world, "--relinked");
        if (!found) return found.error();
        relinked = std::move(*found);
    }
    const auto catalog = load_catalog(world);
    if (!catalog) return catalog.error();
    if (const auto named = contenders_named(*catalog, options.contenders); !named) return named.error();
    auto suite = select_suite(catalog->suites, options.suite.empty() ? "quick" : options.suite, options.what);
    if (!suite) return suite.error();
    if (options.sessions > 0) suite->sessions = options.sessions;

    const auto pair = pair_builds(*a, *b);
    const auto named = [&](const core::Program& program) {
        return names_program(options.contenders, program);
    };
    suite->budget_s =
        static_cast<double>(suite->cases.size()) *
        seconds_for(*suite, suite->sessions, most_arms(pair, named) * suite->roles.size() / 2 + 1);
    auto measuring = Measuring::set_up(world, options.host_network, {});
    if (!measuring) return measuring.error();

    const auto seed = options.seed ? *options.seed : std::random_device{}();
    auto screen = run_pair(
        **measuring, pair, *suite,
        [&](const core::Case&, const core::Program& program) { return named(program); }, seed);
    if (screen.rows.empty() && !screen.result.run.partial)
        return make_error(Trouble::usage,
                          "the two builds have no contender in common that --contender names and that "
                          "belongs to a build");
    auto comparison = compare::compare_paired(screen.rows);
    comparison.base = {options.builds[0].string(), screen.result.machine.key, screen.result.run.started_utc,
                       ""};
    comparison.now = {options.builds[1].string(), screen.result.machine.key, screen.result.run.started_utc,
                      ""};
    comparison.warnings = screen.result.run.warnings;

    const double case_s = took_a_case(screen.result, suite->cases.size());
    const auto suspects = compare::suspects(comparison);
    if (!suspects.empty() && !screen.result.run.partial) {
        const auto fresh =
            run_pair(**measuring, pair, confirming_suite(*suite, suspects, options.confirming, case_s),
                     rows_of(suspects), seed + 1);
        compare::confirm_paired(comparison, fresh.rows);
    }
    if (const auto hits = compare::hits(comparison); relinked && !hits.empty()) {
        const auto fresh =
            run_pair(**measuring, pair_builds(*a, *relinked),
                     confirming_suite(*suite, hits, options.confirming, case_s), rows_of(hits), seed + 2);
        compare::note_layout_suspects(comparison, fresh.rows);
    }
    (*measuring)->progress().finish();
    print_comparison(comparison, options.json, world);
    if (!options.out.empty()) {
        std::error_code code;
        fs::create_directories(options.out, code);
        if (const auto kept = store::write_result(options.out / "result.json", screen.result); !kept)
            return kept.error();
    }
    return exit_code_of(core::outcome_of(comparison));
}

} // namespace tare::cli
