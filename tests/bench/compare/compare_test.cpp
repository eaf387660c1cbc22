#include "bench/compare/compare.hpp"
#include "tests/bench/compare/results.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::compare;
using core::Outcome;
using core::Verdict;
using test::result_with;
using test::sessions_around;

namespace {

const core::Judgement& only(const core::Comparison& comparison) {
    REQUIRE(comparison.judgements.size() == 1);
    return comparison.judgements.front();
}

} // namespace

// sessions_around(m, n, d): n values m + d, m - d, m + d, …: mean m (n even), S = d · √(n / (n - 1)).

TEST_CASE("ten new sessions confirm by themselves") {
    // Base and new: 10 values, d 0.002. S = 0.002 · √(10/9) = 0.002108; se = S √(2/10) = 0.000943; 18
    // degrees. One gate, so 1 %: t(18, 0.99) = 2.552, t(0.95) = 1.734: least detectable 4.286 · 0.000943 =
    // 0.00404.
    const auto base = result_with(sessions_around(0.30, 10, 0.002));
    const auto dearer = only(compare::compare(base, result_with(sessions_around(0.33, 10, 0.002))));
    CHECK(dearer.verdict == Verdict::regressed);
    CHECK(dearer.confirmed);
    CHECK(dearer.change->est == Approx(std::exp(0.03)));
    CHECK(*dearer.least_detectable == Approx(std::expm1(0.00404)).epsilon(2e-3));
    CHECK(dearer.margin == Approx(0.01)); // the gate's, which is more
    CHECK(dearer.confidence == Approx(0.98));

    CHECK(only(compare::compare(base, result_with(sessions_around(0.27, 10, 0.002)))).verdict ==
          Verdict::improved);
    // 0.2 %: surely not 0 (0.002 / 0.000943 = 2.12, p 2.4 %), surely below 1 %: 90 % ends at 0.0036.
    CHECK(only(compare::compare(base, result_with(sessions_around(0.302, 10, 0.002)))).verdict ==
          Verdict::equivalent);
    // 0.9 %: below the margin, and the 90 % interval ends at 0.009 + 0.0016 = 0.0106 > ln 1.01 = 0.00995.
    const auto between = only(compare::compare(base, result_with(sessions_around(0.309, 10, 0.002))));
    CHECK(between.verdict == Verdict::inconclusive);
}

TEST_CASE("fewer sessions raise a suspicion, and fresh ones settle it") {
    const auto base = result_with(sessions_around(0.30, 10, 0.002));
    const auto now = result_with(sessions_around(0.33, 4, 0.002));
    auto comparison = compare::compare(base, now);
    CHECK(only(comparison).verdict == Verdict::inconclusive);
    CHECK(only(comparison).suspected);
    CHECK(core::outcome_of(comparison) == Outcome::open);
    CHECK(suspects(comparison).size() == 1);

    SECTION("fresh ones agree") {
        confirm(comparison, base, result_with(sessions_around(0.33, 10, 0.002)));
        CHECK(only(comparison).verdict == Verdict::regressed);
        CHECK(core::outcome_of(comparison) == Outcome::regressed);
    }
    SECTION("fresh ones do not: the screen's own sessions are not used again") {
        confirm(comparison, base, result_with(sessions_around(0.30, 10, 0.002)));
        CHECK(only(comparison).verdict == Verdict::equivalent);
        CHECK(only(comparison).new_sessions == 10);
        CHECK(core::outcome_of(comparison) == Outcome::passed);
    }
    SECTION("too few fresh ones leave it open") {
        confirm(comparison, base, result_with(sessions_around(0.33, 8, 0.002)));
        CHECK(only(comparison).verdict == Verdict::inconclusive);
        CHECK(core::outcome_of(comparison) == Outcome::open);
        CHECK_THAT(only(comparison).reason, ContainsSubstring("8 fresh sessions, and it takes 10"));
    }
}

TEST_CASE("the more gates, the stronger the evidence that each needs") {
    // se of 10 against 10, d 0.008: S = 0.00843, se = 0.00377. A difference of 0.012 is 3.18 se: p = 0.26 %
    // (t(18): 2.878 at 0.995, 3.610 at 0.999). Alone it is below 1 %, as one of ten it is above 0.1 %.
    // The margin is the least detectable effect: 4.286 · 0.00377 = 0.0162, so only 0.03 (7.96 se) regresses.
    const auto base = result_with(sessions_around(0.30, 10, 0.008), 10);
    const auto now = result_with(sessions_around(0.31, 10, 0.008), 10);
    for (const auto& one : compare::compare(base, now).judgements)
        CHECK(one.confidence == Approx(0.998)); // 1 - 2 · 0.1 %
    CHECK(only(compare::compare(result_with(sessions_around(0.30, 10, 0.008)),
                                result_with(sessions_around(0.33, 10, 0.008))))
              .verdict == Verdict::regressed);
}

TEST_CASE("arms swapped: what had regressed has improved, by the inverse") {
    const auto a = result_with(sessions_around(0.30, 10, 0.002)),
               b = result_with(sessions_around(0.33, 10, 0.002));
    const auto there = only(compare::compare(a, b)), back = only(compare::compare(b, a));
    CHECK(there.verdict == Verdict::regressed);
    CHECK(back.verdict == Verdict::improved);
    CHECK(there.change->est * back.change->est == Approx(1));
}

TEST_CASE("without the floor there is no ratio, and no verdict") {
    auto now = result_with(sessions_around(0.33, 10, 0.002));
    for (auto& cell : now.cells)
        for (auto& session : cell.sessions) session.ln_cpu_over_floor.reset();
    const auto comparison = compare::compare(result_with(sessions_around(0.30, 10, 0.002)), now);
    CHECK(only(comparison).verdict == Verdict::inconclusive);
    CHECK(only(comparison).reason == "0 sessions, and it takes 3");
    CHECK(core::outcome_of(comparison) == Outcome::unjudged);
}

TEST_CASE("noise hides small differences, and never a large one") {
    // d 0.15, 10 and 10: S = 0.158, se = 0.0707; at 1 %: least detectable 4.286 · 0.0707 = 0.303, 35 %.
    const auto base = result_with(sessions_around(0.30, 10, 0.15));
    const auto alike = only(compare::compare(base, result_with(sessions_around(0.31, 10, 0.15))));
    CHECK(alike.verdict == Verdict::unstable);
    CHECK(*alike.least_detectable == Approx(0.354).margin(5e-3));
    CHECK(only(compare::compare(base, result_with(sessions_around(0.80, 10, 0.15)))).verdict ==
          Verdict::regressed);
}

TEST_CASE("two kinds of session") {
    auto mixed = sessions_around(0.30, 10, 0.001);
    const auto others = sessions_around(0.40, 6, 0.001);
    mixed.insert(mixed.end(), others.begin(), others.end());
    const auto found =
        only(compare::compare(result_with(sessions_around(0.33, 16, 0.001)), result_with(mixed)));
    CHECK(found.verdict == Verdict::multimodal);
    CHECK(found.reason == "the new sessions fall into two kinds");
}

TEST_CASE("a floor that moved is another environment") {
    const auto base = result_with(sessions_around(0.30, 10, 0.002));
    auto now = result_with(sessions_around(0.33, 10, 0.002));
    // The floor's sessions: 6 000 ns ± 0.5 %; moved by 5 %: 10 of its S.
    for (auto& session : now.cells.front().sessions) session.cpu_ns_per_op_server *= 1.10;
    const auto found = only(compare::compare(base, now));
    CHECK(found.verdict == Verdict::env_shift);
    CHECK_THAT(found.reason, ContainsSubstring("+5.0 %"));
    // 3 % dearer, which is 6 times what ten sessions of 0.2 % can show: whose doing it is cannot be told.
    CHECK(core::is_open(found));
    CHECK(core::outcome_of(compare::compare(base, now)) == Outcome::open);
    for (auto& session : now.cells.front().sessions) session.cpu_ns_per_op_server /= 1.10;
    CHECK(only(compare::compare(base, now)).verdict == Verdict::regressed);
}

TEST_CASE("what is found while the floor moves stays a suspicion") {
    // The floor: 6 000 ns ± 0.5 %, moved by 5 %. The row: four times as dear, the floor's other variant as
    // before.
    const auto with_floor = [](double row, int sessions, double floor) {
        auto result = result_with(sessions_around(row, sessions, 0.002));
        for (auto& session : result.cells.front().sessions) session.cpu_ns_per_op_server *= floor;
        auto variant = test::row_with("cpp-floor", sessions_around(0.1, sessions, 0.002));
        variant.role = core::Role::floor;
        result.cells.push_back(variant);
        return result;
    };
    const auto base = with_floor(0.30, 10, 1);
    auto comparison = compare::compare(base, with_floor(0.30 + std::log(4), 4, 1));
    REQUIRE(comparison.judgements.size() == 2);
    const auto& row = comparison.judgements.front();
    CHECK(row.suspected);

    SECTION("fresh sessions of another environment do not settle it, whatever they find") {
        confirm(comparison, base, with_floor(0.30 + std::log(4), 10, 1.10));
        CHECK(row.verdict == Verdict::env_shift);
        CHECK(comparison.judgements.back().verdict == Verdict::equivalent);
        CHECK(core::outcome_of(comparison) == Outcome::open);
    }
    SECTION("a shift that is over by then does not matter") {
        comparison = compare::compare(base, with_floor(0.30 + std::log(4), 4, 1.10));
        CHECK(comparison.judgements.front().verdict == Verdict::env_shift);
        CHECK(suspects(comparison).size() == 1);
        confirm(comparison, base, with_floor(0.30 + std::log(4), 10, 1));
        CHECK(core::outcome_of(comparison) == Outcome::regressed);
    }
    SECTION("cheaper is no reason to fail, nor to pass: the floor's variants are not what it is about") {
        comparison = compare::compare(base, with_floor(0.30 - std::log(4), 10, 1.10));
        CHECK(comparison.judgements.front().verdict == Verdict::env_shift);
        comparison.judgements.back().verdict = Verdict::equivalent;
        CHECK(core::outcome_of(comparison) == Outcome::unjudged);
        comparison.judgements.erase(comparison.judgements.begin());
        CHECK(core::outcome_of(comparison) == Outcome::passed); // where it is about nothing else
    }
}

TEST_CASE("a canary that moved is another environment, though the ratio to the floor did not") {
    auto base = result_with(sessions_around(0.30, 10, 0.002)), now = base;
    // 0.900 ns ± 0.1 % a turn, then 3 % more: 30 of its S, and above the 1 % that a canary must move by.
    const auto give = [](core::RunResult& result, double factor) {
        int i = 0;
        for (auto& session : result.cells.front().sessions) {
            session.canary.spin_loop_ns = 0.9 * factor * (++i % 2 ? 1.001 : 0.999);
            session.canary.system_call_ns = 80;
        }
    };
    give(base, 1);
    give(now, 1.03);
    const auto found = only(compare::compare(base, now));
    CHECK(found.verdict == Verdict::env_shift);
    CHECK_THAT(found.reason, ContainsSubstring("a loop of arithmetic on the measured core moved by +3.0 %"));

    give(now, 1.008); // 8 of its S, and less than 1 %
    CHECK(only(compare::compare(base, now)).verdict == Verdict::equivalent);

    give(now, 1); // the way into the kernel: 80 ns, then 100
    for (auto& session : now.cells.front().sessions) session.canary.system_call_ns = 100;
    CHECK_THAT(only(compare::compare(base, now)).reason,
               ContainsSubstring("a system call that does nothing moved by +25.0 %"));

    for (auto& session : now.cells.front().sessions) session.canary = {}; // from before there were canaries
    CHECK(only(compare::compare(base, now)).verdict == Verdict::equivalent);
}

TEST_CASE("rows that only one result has") {
    const auto base = result_with(sessions_around(0.30, 10, 0.002), 2);
    auto now = base;
    SECTION("new") {
        now.cells.back().subject.contender = "cpp-new";
        const auto found = compare::compare(base, now);
        CHECK(found.judgements[1].verdict == Verdict::no_baseline);
        // And the old one is gone: a number that was there is missing, so the gate fails closed.
        CHECK(found.judgements[2].verdict == Verdict::incomparable);
        CHECK(found.judgements[2].reason == "is not in the new result");
        CHECK(core::outcome_of(found) == Outcome::open);
    }
    SECTION("invalid now") {
        now.cells.back().status = core::Status::invalid;
        now.cells.back().reason = "message 3: wrong";
        const auto found = compare::compare(base, now);
        CHECK(found.judgements[1].verdict == Verdict::incomparable);
        CHECK(found.judgements[1].reason == "invalid: message 3: wrong");
        CHECK(core::outcome_of(found) == Outcome::open);
    }
    SECTION("a case that the new run did not measure is not missed") {
        for (auto& cell : now.cells) cell.measured.size_bytes = 99;
        for (const auto& one : compare::compare(base, now).judgements)
            CHECK(one.verdict == Verdict::no_baseline);
        CHECK(core::outcome_of(compare::compare(base, now)) == Outcome::unjudged);
    }
}

TEST_CASE("a hit although the program is the same byte for byte says so") {
    auto base = result_with(sessions_around(0.30, 10, 0.002)),
         now = result_with(sessions_around(0.33, 10, 0.002));
    for (auto* result : {&base, &now})
        result->machine.recorded = {{"sha256 cpp-0 server epoll", "aa"},
                                    {"sha256 cpp-raw client epoll", "bb"}};
    CHECK(only(compare::compare(base, now)).notes == std::vector<std::string>{"same-program"});
    now.machine.recorded["sha256 cpp-0 server epoll"] = "cc";
    CHECK(only(compare::compare(base, now)).notes.empty());
}

TEST_CASE("wall and p99 decide where ends wait for each other, with margins of 5 and 10 %") {
    auto base = result_with(sessions_around(0.30, 10, 0.01)),
         now = result_with(sessions_around(0.45, 10, 0.01));
    for (auto* result : {&base, &now})
        for (auto& cell : result->cells) cell.measured.placement = core::Placement::split;
    const auto found = compare::compare(base, now);
    REQUIRE(found.judgements.size() == 2);
    CHECK(found.judgements[0].gate == core::Gate::wall);
    CHECK(found.judgements[0].verdict == Verdict::regressed); // results.hpp puts the same into all three
    CHECK(found.judgements[1].gate == core::Gate::p99);
    CHECK(found.judgements[0].margin == Approx(0.05));
    CHECK(found.judgements[1].margin == Approx(0.10));
}

TEST_CASE("a slow-down of 10 % by wall time that is measured as somewhat less is a regression") {
    // ln 1.0975 = 0.0930; se = 0.01 · √(1/10 + 1/10) = 0.0045, so t = 20.8.
    auto base = result_with(sessions_around(0.300, 10, 0.01)),
         now = result_with(sessions_around(0.393, 10, 0.01));
    for (auto* result : {&base, &now})
        for (auto& cell : result->cells) cell.measured.placement = core::Placement::split;
    const auto found = compare::compare(base, now);
    REQUIRE(found.judgements.size() == 2);
    CHECK(found.judgements[0].verdict == Verdict::regressed);
    CHECK(found.judgements[1].verdict == Verdict::inconclusive); // p99: less than its 10 %
}

TEST_CASE("two builds, paired") {
    PairedRow row;
    row.subject = {"cpp-raw", "epoll"};
    row.cpu = sessions_around(0.03, 6, 0.002);
    auto comparison = compare_paired(std::vector{row});
    CHECK(only(comparison).suspected);
    CHECK(only(comparison).verdict == Verdict::inconclusive);

    SECTION("confirmed") {
        row.cpu = sessions_around(0.03, 10, 0.002);
        confirm_paired(comparison, std::vector{row});
        CHECK(only(comparison).verdict == Verdict::regressed);
        CHECK(only(comparison).confidence == Approx(0.98)); // one suspect: 1 %
    }
    SECTION("confirmed, and what was linked anew agrees, turns it round, or is not there") {
        row.cpu = sessions_around(0.03, 10, 0.002);
        confirm_paired(comparison, std::vector{row});
        CHECK(hits(comparison).size() == 1);
        row.cpu = sessions_around(0.01, 10, 0.002); // less, and the same way
        note_layout_suspects(comparison, std::vector{row});
        CHECK(only(comparison).notes.empty());
        row.cpu = sessions_around(-0.01, 10, 0.002);
        note_layout_suspects(comparison, std::vector{row});
        CHECK(only(comparison).notes == std::vector<std::string>{std::string(core::kNoteLayoutSuspect)});
        comparison.judgements.front().notes.clear();
        note_layout_suspects(comparison, {});
        CHECK(only(comparison).notes.size() == 1);
        CHECK(only(comparison).verdict == Verdict::regressed); // a note: it is for people to judge
    }
    SECTION("not confirmed") {
        row.cpu = sessions_around(0.0, 10, 0.002);
        CHECK(hits(comparison).empty());
        confirm_paired(comparison, std::vector{row});
        CHECK(only(comparison).verdict == Verdict::equivalent);
    }
    SECTION("nothing measured") {
        row.cpu.clear(), row.number_lost = true, row.reason = "it crashed";
        const auto none = compare_paired(std::vector{row});
        CHECK(only(none).verdict == Verdict::incomparable);
        CHECK(core::outcome_of(none) == Outcome::open);
    }
}

TEST_CASE("keys that differ are named by their facts") {
    auto base = result_with(sessions_around(0, 3, 0.1)), now = base;
    base.machine.keyed = {{"kernel", "6.1"}, {"cpu", "x"}, {"old", "1"}};
    now.machine.keyed = {{"kernel", "6.18"}, {"cpu", "x"}};
    const auto found = key_differences(base.machine.keyed, now.machine.keyed);
    REQUIRE(found.size() == 2);
    CHECK((found[0].fact == "kernel" && found[0].base == "6.1" && found[0].now == "6.18"));
    CHECK((found[1].fact == "old" && found[1].now.empty()));
    CHECK(key_differences(base.machine.keyed, base.machine.keyed).empty());
}
