// `tare compare --build A --build B`: both builds' contenders take turns in the same rounds.

#include "bench/cli/compare.hpp"
#include "bench/cli/pair_comparison.hpp"
#include "bench/cli/selection.hpp"
#include "bench/store/contender_folder.hpp"
#include "bench/store/result_file.hpp"

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
    if (options.sessions > 0) {
        suite->sessions = options.sessions;
    } else {
        *suite = for_a_screen(std::move(*suite));
    }

    const auto pair = pair_builds(*a, *b);
    const auto wanted = [&](const core::Case& measured, const core::Program& program) {
        return wants_program(*suite, options.contenders, measured, program);
    };
    PairRequest request{pair, *suite, wanted, options.confirming,
                        options.seed ? *options.seed : std::random_device{}()};
    request.suite.budget_s = seconds_for_pair(request);
    if (!options.budget.empty()) {
        const auto budget = parse_duration(options.budget);
        if (!budget) return in_context("--budget", budget.error());
        request.suite.budget_s = *budget;
    }
    auto measuring = Measuring::set_up(world, options.host_network, {});
    if (!measuring) return measuring.error();

    auto made = compare_pair(**measuring, request);
    const auto& screen = made.screen.result;
    if (made.screen.rows.empty() && !screen.run.partial)
        return make_error(Trouble::usage,
                          "the two builds have no contender in common that --contender names and that "
                          "belongs to a build");
    auto& comparison = made.comparison;
    comparison.base = {options.builds[0].string(), screen.machine.key, screen.run.started_utc, ""};
    comparison.now = {options.builds[1].string(), screen.machine.key, screen.run.started_utc, ""};
    if (const auto hits = compare::hits(comparison); relinked && !hits.empty()) {
        const auto relinked_pair = pair_builds(*a, *relinked);
        const PairRequest anew{relinked_pair, request.suite, wanted, options.confirming, request.seed + 2};
        compare::note_layout_suspects(comparison, measure_again(**measuring, anew, hits, made.case_s).rows);
    }
    (*measuring)->progress().finish();
    print_comparison(comparison, options.json, world);
    if (!options.out.empty()) {
        std::error_code code;
        fs::create_directories(options.out, code);
        if (const auto kept = store::write_result(options.out / "result.json", screen); !kept)
            return kept.error();
    }
    return exit_code_of(core::outcome_of(comparison));
}

} // namespace tare::cli
