#include "bench/report/progress.hpp"
#include "bench/report/text.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::report;
using namespace std::chrono_literals;

namespace {

constexpr Terminal kWatched{.is_terminal = true, .width = 81, .color = false, .unicode = true};
constexpr Terminal kLog{.is_terminal = false, .width = 100, .color = false, .unicode = true};

/// A Progress with a clock that stands still until it is moved.
struct Bench {
    explicit Bench(const Terminal& terminal)
        : progress([this](std::string_view text) { written += text; }, terminal, [this] { return now; }) {}

    std::string take() { return std::exchange(written, ""); }

    Nanoseconds now{0};
    std::string written;
    Progress progress;
};

} // namespace

TEST_CASE("a bar with what is done, its share and the time left") {
    // 80 columns: 24 for the end, 56 left; a third of them, 18, for the bar, 7 of which (.42 × 18 = 7.56) are
    // done; the label has 36. 42 % took 42 s, so 58 % take 58 s.
    CHECK(render({.share = 0.42, .planned_s = 500, .elapsed_s = 42, .label = "echo-256 · session 2/5"}, 80,
                 kWatched) == "echo-256 · session 2/5                ━━━━━━━───────────   42 %  58 s left");
}

TEST_CASE("until the rate is known the plan says what is left") {
    CHECK_THAT(render({.share = 0.01, .planned_s = 200, .elapsed_s = 1, .label = "warm"}, 80, kWatched),
               ContainsSubstring("  1 %  3 min 18 s left")); // .99 × 200 s = 198 s
    CHECK_THAT(render({.share = 0.01, .planned_s = 0, .elapsed_s = 1, .label = "warm"}, 80, kWatched),
               !ContainsSubstring("left"));
}

TEST_CASE("the ends of the bar") {
    CHECK_THAT(render({.share = 0, .planned_s = 10, .elapsed_s = 0, .label = "x"}, 80, kWatched),
               !ContainsSubstring("━"));
    const auto full = render({.share = 1.5, .planned_s = 10, .elapsed_s = 9, .label = "x"}, 80, kWatched);
    CHECK_THAT(full, ContainsSubstring(" 100 %"));
    CHECK_THAT(full, !ContainsSubstring("left"));
}

TEST_CASE("a line never is wider than it may be") {
    const ProgressState state{
        .share = 0.3, .planned_s = 9000, .elapsed_s = 4000, .label = std::string(200, 'x')};
    for (int width = 1; width < 200; ++width) CHECK(display_width(render(state, width, kWatched)) <= width);
}

TEST_CASE("on a terminal it redraws at most five times a second") {
    Bench bench(kWatched);
    bench.progress.begin(10, "echo-256");
    CHECK_THAT(bench.take(), ContainsSubstring("echo-256"));
    bench.now = 199ms;
    bench.progress.advance(0.1, "echo-8192");
    CHECK(bench.take().empty());
    bench.now = 200ms;
    bench.progress.advance(0.2, "echo-8192");
    const std::string drawn = bench.take();
    CHECK(drawn.starts_with("\r\x1b[K"));
    CHECK_THAT(drawn, ContainsSubstring("echo-8192"));
    CHECK_THAT(drawn, ContainsSubstring(" 20 %"));
}

TEST_CASE("a note stands above the bar, which is drawn again") {
    Bench bench(kWatched);
    bench.progress.begin(10, "echo-256");
    bench.take();
    bench.progress.note("cpp-raw fell out");
    CHECK(bench.take().starts_with("\r\x1b[Kcpp-raw fell out\n\r\x1b[Kecho-256"));
}

TEST_CASE("finish takes the bar away, once") {
    Bench bench(kWatched);
    bench.progress.begin(10, "echo-256");
    bench.take();
    bench.progress.finish();
    CHECK(bench.take() == "\r\x1b[K");
    bench.progress.finish();
    bench.progress.advance(0.5, "late");
    CHECK(bench.take().empty());
}

TEST_CASE("a log gets a line a case, and another when much more is done") {
    Bench bench(kLog);
    bench.progress.begin(100);
    CHECK(bench.take().empty());
    bench.progress.advance(0, "echo-256 · session 1/2");
    bench.progress.advance(0.1, "echo-256 · session 1/2"); // 5 % more, but at once
    CHECK(bench.take() == "  0 %  echo-256  1 min 40 s left\n");
    bench.now = Milliseconds{25'500};
    bench.progress.advance(0.255, "echo-8192 · session 1/2"); // 25.5 s for 25.5 %: 74.5 s for the rest
    CHECK(bench.take() == " 25 %  echo-8192  1 min 15 s left\n");
    bench.now = Milliseconds{36'000};
    bench.progress.advance(0.3, "echo-256 · session 2/2"); // 4.5 % more only
    CHECK(bench.take().empty());
    bench.progress.advance(0.36, "echo-256 · session 2/2");
    CHECK(bench.take() == " 36 %  echo-256  1 min 04 s left\n");
    bench.progress.note("a warning");
    bench.progress.finish();
    CHECK(bench.take() == "a warning\n");
}

TEST_CASE("before the first step it says that it is starting") {
    CHECK(render({.share = 0, .planned_s = 150, .elapsed_s = 0, .label = ""}, 80, kWatched)
              .starts_with("starting "));
}
