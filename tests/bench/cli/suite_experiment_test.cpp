#include "bench/cli/build_pair.hpp"
#include "bench/cli/pair_comparison.hpp"
#include "bench/cli/pooled_summary.hpp"
#include "bench/cli/suite_experiment.hpp"
#include "tests/bench/store/scratch.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::cli;

namespace {

core::Contender with_variants(const std::string& name, std::vector<std::string> variants) {
    core::Contender one;
    one.name = name;
    for (auto& variant : variants) one.variants.push_back({std::move(variant), "", {"/" + name}, {}});
    return one;
}

SuiteExperiment aa_run(std::vector<double> screen, core::Verdict verdict, std::vector<double> fresh) {
    SuiteExperiment run{"2026-01-01T00:00:00Z", "0123456789abcdef", "quick", 18446744073709551615u, 150, {}};
    const auto split = core::parse_case_id("echo-256-split").value();
    run.rows.push_back({core::Case{},
                        core::Role::server,
                        {"cpp-raw", "epoll"},
                        core::Gate::cpu,
                        verdict,
                        !fresh.empty(),
                        std::move(screen),
                        std::move(fresh)});
    run.rows.push_back({split,
                        core::Role::client,
                        {"cpp-raw", "io_uring"},
                        core::Gate::p99,
                        core::Verdict::unstable,
                        false,
                        {0.1, -0.1, 0.2},
                        {}});
    return run;
}

} // namespace

TEST_CASE("only what both builds have is compared, and costs time") {
    const BuildPair pair{{with_variants("cpp-raw", {"epoll", "old"}), with_variants("py-x", {"asyncio"}),
                          with_variants("cpp-raw@B", {"epoll", "new"})},
                         {}};
    CHECK(is_in_both(pair, {"cpp-raw", "epoll"}));
    CHECK(is_in_both(pair, {"cpp-raw@B", "epoll"}));
    CHECK_FALSE(is_in_both(pair, {"cpp-raw", "old"}));
    CHECK_FALSE(is_in_both(pair, {"cpp-raw@B", "new"}));
    CHECK_FALSE(is_in_both(pair, {"py-x", "asyncio"}));

    core::Suite suite;
    suite.cases = {core::Case{}};
    suite.roles = {core::Role::server, core::Role::client};
    suite.sessions = 5, suite.rounds = 30, suite.block_ms = 10;
    const auto all = [](const core::Case&, const core::Program&) { return true; };
    const auto none = [](const core::Case&, const core::Program&) { return false; };
    const double least = seconds_for_pair({pair, suite, none, 10, 0});
    // Two arms more, epoll of either build: each 0.3 s until it measures and 30 · 10 ms · 1.4 = 0.42 s, 5
    // times.
    CHECK(seconds_for_pair({pair, suite, all, 10, 0}) - least == Approx(2 * 5 * (0.3 + 0.42)));
    suite.cases.resize(3);
    CHECK(seconds_for_pair({pair, suite, none, 10, 0}) == Approx(3 * least));
}

TEST_CASE("two builds are screened by twice the sessions of half the rounds") {
    core::Suite suite;
    suite.sessions = 5, suite.rounds = 31, suite.budget_s = 150;
    const auto screen = for_a_screen(suite);
    CHECK(screen.sessions == 10);
    CHECK(screen.rounds == 16);
    CHECK(screen.budget_s == 150);
}

TEST_CASE("an A/A run of a suite is kept with every session's value") {
    const store::test::Scratch scratch;
    const auto run = aa_run({0.001, -0.00125, 0.1}, core::Verdict::improved, {-0.5, 1e-17});
    const auto read = read_suite_experiment(scratch.write("00000.json", suite_experiment_to_json(run)));
    REQUIRE(read);
    CHECK(read->started_utc == run.started_utc);
    CHECK(read->key == run.key);
    CHECK(read->suite == "quick");
    CHECK(read->seed == run.seed);
    CHECK(read->took_s == 150);
    REQUIRE(read->rows.size() == 2);
    CHECK(read->rows[0].measured == core::Case{});
    CHECK(read->rows[0].role == core::Role::server);
    CHECK(read->rows[0].subject == core::Program{"cpp-raw", "epoll"});
    CHECK(core::case_id(read->rows[1].measured) == "echo-256-split");
    CHECK(read->rows[0].verdict == core::Verdict::improved);
    CHECK(read->rows[0].suspected);
    CHECK(read->rows[0].screen == run.rows[0].screen);
    CHECK(read->rows[0].fresh == run.rows[0].fresh);
    CHECK(read->rows[1].gate == core::Gate::p99);
    CHECK_FALSE(read->rows[1].suspected);

    auto text = suite_experiment_to_json(run);
    CHECK(read_suite_experiment(scratch.write("cut.json", text.substr(0, 200))).has_error());
    text.replace(text.find("\"p99\""), 5, "\"p98\"");
    const auto foreign = read_suite_experiment(scratch.write("foreign.json", text));
    REQUIRE(foreign.has_error());
    CHECK_THAT(foreign.error().message, ContainsSubstring("p98"));
}

TEST_CASE("A/A runs come to figures") {
    // sd 0.001 of 3 sessions: could see (2.920 + 2.920) · 0.001 / √3 = 0.337 %. The other: ten times that.
    const auto calm = aa_run({-0.001, 0, 0.001}, core::Verdict::equivalent, {});
    const auto noisy = aa_run({-0.01, 0, 0.01}, core::Verdict::unstable, {});
    const auto alarm = aa_run({0.019, 0.02, 0.021}, core::Verdict::regressed, {0.02});

    const auto fine = suite_summary_text({calm, calm, noisy, calm});
    CHECK_THAT(fine,
               ContainsSubstring("A/A of the suite quick: 4 runs, 8 judgements, 150 s of measuring a run"));
    CHECK_THAT(fine,
               ContainsSubstring("false alarms: 0 of 8 judgements, in 0 of 4 runs; 0 suspected (0.0 %)"));
    CHECK_THAT(fine, ContainsSubstring("fewer than 52.7 % of runs raise one")); // 1 - 0.05^(1/4)
    CHECK_THAT(fine, ContainsSubstring("verdicts: 3 equivalent, 5 unstable\n"));
    CHECK_THAT(fine,
               ContainsSubstring("1.5 % could be seen in 75 % of 4 judgements, and as the median of runs in "
                                 "100 % of 1 rows"));
    CHECK_THAT(fine, ContainsSubstring("0.34 %"));

    const auto wrong = suite_summary_text({calm, alarm});
    CHECK_THAT(wrong,
               ContainsSubstring("false alarms: 1 of 4 judgements, in 1 of 2 runs; 1 suspected (25.0 %)"));
    CHECK_THAT(wrong, ContainsSubstring("fewer than 97.5 % of runs raise one")); // 1 - p² = 5 %
    CHECK_THAT(wrong, ContainsSubstring("+1.01 %    1.41 %")); // mean of 0 and 2 %; sd 2 % / √2
    CHECK(suite_summary_text({}).empty());
}

TEST_CASE("folders of several machines are counted together") {
    const auto calm = aa_run({-0.001, 0, 0.001}, core::Verdict::equivalent, {});
    const auto alarm = aa_run({0.019, 0.02, 0.021}, core::Verdict::regressed, {0.02});
    const auto experiment = [](core::Verdict again, core::Verdict twice) {
        Experiment one;
        one.case_id = "echo-256";
        one.rows.push_back({"again", 0, {}, {}, {}, {}, again});
        one.rows.push_back({"twice-50", 0, {}, {}, {}, {}, twice});
        return one;
    };
    const auto right = experiment(core::Verdict::equivalent, core::Verdict::regressed);
    const auto wrong = experiment(core::Verdict::improved, core::Verdict::inconclusive);

    // 1 - 0.05^(1/3) = 63.2 %; 0.05^(1/2) = 22.4 %
    const auto fine = pooled_text({{{right}, {calm, calm}}, {{right}, {calm}}});
    CHECK(fine ==
          "2 folders together\n"
          "  A/A of the suite quick: 3 runs, 6 judgements, a false alarm in 0 runs; at 95 % confidence in "
          "fewer than 63.2 % of runs\n"
          "  echo-256 again: 2 comparisons, a false alarm in 0; at 95 % confidence in fewer than 77.6 %\n"
          "  echo-256 twice-50: confirmed in 2 of 2; at 95 % confidence in more than 22.4 %\n");
    CHECK(pooled_text({{{right}, {calm}}, {{wrong}, {alarm}}}) ==
          "2 folders together\n"
          "  A/A of the suite quick: 2 runs, 4 judgements, a false alarm in 1 run; at 95 % confidence in "
          "fewer than 97.5 % of runs\n"
          "  echo-256 again: 2 comparisons, a false alarm in 1; at 95 % confidence in fewer than 97.5 %\n"
          "  echo-256 twice-50: confirmed in 1 of 2; at 95 % confidence in more than 2.5 %\n");
    CHECK(pooled_text({{{right}, {calm}}}).empty());
}
