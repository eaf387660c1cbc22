#include "bench/report/text.hpp"
#include "bench/report/verdicts.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::report;
using core::Verdict;

namespace {

constexpr Terminal kWide{.is_terminal = false, .width = 100, .color = false, .unicode = true};

core::Judgement judged(Verdict verdict, double est) {
    core::Judgement one;
    one.subject = {"cpp-beast", "epoll"};
    one.verdict = verdict;
    one.change = core::Estimate{est, est - 0.005, est + 0.005};
    one.confidence = 0.98;
    one.least_detectable = 0.0123;
    one.margin = 0.0123;
    one.base_sessions = 10, one.new_sessions = 5;
    return one;
}

core::Comparison with(std::vector<core::Judgement> judgements) {
    core::Comparison comparison;
    comparison.base.name = "a.json";
    comparison.now.name = "b.json";
    comparison.judgements = std::move(judgements);
    return comparison;
}

} // namespace

TEST_CASE("a line says what changed, by how much, what could be seen, and the verdict") {
    const auto text = verdict_table(with({judged(Verdict::regressed, 1.021)}), kWide);
    CHECK_THAT(text, ContainsSubstring(" echo-256\n"));
    CHECK_THAT(text,
               ContainsSubstring(
                   "cpp-beast epoll  server  CPU  +2.1 %  +1.6 to +2.6      1.2 %      10:5  regressed"));
    CHECK_THAT(text, ContainsSubstring(
                         "1 regressed.\nregressed: echo-256, cpp-beast epoll server: +2.1 % CPU time for a "
                         "message; 98 %"));
}

TEST_CASE("an open suspicion is named as one") {
    auto suspect = judged(Verdict::inconclusive, 1.03);
    suspect.suspected = true;
    CHECK_THAT(verdict_summary(with({suspect, judged(Verdict::equivalent, 1.0)}), kWide),
               ContainsSubstring("1 suspected, 1 equivalent."));
    suspect.confirmed = true;
    CHECK_THAT(verdict_summary(with({suspect}), kWide), ContainsSubstring("1 inconclusive."));
}

TEST_CASE("reasons stand below the table, with their rows; nothing leaves the terminal's width") {
    core::Judgement lost;
    lost.subject = {"py-gone", "asyncio"};
    lost.verdict = Verdict::incomparable;
    lost.reason = "invalid: \x1b[31mred";
    lost.notes = {std::string(core::kNoteNumberLost)};
    for (const int width : {70, 100}) {
        auto terminal = kWide;
        terminal.width = width;
        const auto text = verdict_table(with({lost}), terminal);
        CHECK_THAT(text, ContainsSubstring("py-gone asyncio"));
        CHECK_THAT(text, ContainsSubstring("has none now"));
        CHECK(text.find('\x1b') == std::string::npos);
        for (std::size_t at = 0; at < text.size();) {
            const auto end = text.find('\n', at);
            CHECK(display_width(std::string_view(text).substr(at, end - at)) <= width);
            at = end + 1;
        }
    }
}

TEST_CASE("compared by force says so first") {
    auto comparison = with({judged(Verdict::equivalent, 1.0)});
    comparison.key_differs = {{"kernel", "6.1", "6.18"}};
    CHECK_THAT(verdict_table(comparison, kWide), ContainsSubstring("mean little: kernel (6.1 / 6.18)"));
    CHECK(verdict_summary(with({}), kWide) == "Nothing to compare.\n");
}
