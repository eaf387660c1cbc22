#include "bench/report/history_text.hpp"
#include "tests/bench/report/fixture.hpp"
#include "tests/catch.hpp"

using namespace tare;
using report::fixture::kWide;

namespace {

core::HistoryPoint point(const char* started, double value, std::optional<double> delta) {
    core::HistoryPoint found;
    found.file = "a,b.json";
    found.started_utc = started;
    found.revision = "0123456789abcdef";
    found.value = report::fixture::around(value, 0.02);
    found.sessions = 5;
    found.delta = delta;
    return found;
}

core::History history() {
    core::Series series;
    series.key = "0123456789abcdef";
    series.machine = "Some CPU";
    series.network = "private namespace";
    series.subject = series.server = {"cpp-beast", "epoll"};
    series.client = {"cpp-raw", "epoll"};
    series.points = {point("2026-01-02T03:04:05Z", 1.2, {}), point("2026-01-03T03:04:05Z", 1.5, 0.25)};
    series.points[1].change = core::Change{0.25, 0.004, {}};
    series.points[1].dirty = true;
    core::HistoryPoint broken = point("2026-01-04T03:04:05Z", 1, {});
    broken.value.reset();
    broken.status = core::Status::invalid;
    broken.reason = "wrong echo";
    series.points.push_back(broken);
    return {"echo-256", core::Metric::cpu, {series}, {}};
}

} // namespace

TEST_CASE("a history as a table") {
    const auto text = report::history_text(history(), kWide);
    CHECK_THAT(text, ContainsSubstring("Some CPU · private namespace · key 0123456789abcdef\n"));
    CHECK_THAT(text, ContainsSubstring("server cpp-beast epoll, with the client cpp-raw epoll\n"));
    CHECK_THAT(text, ContainsSubstring("2026-01-02 03:04  0123456789          5     1.20 ±.02"));
    CHECK_THAT(text, ContainsSubstring("0123456789*         5     1.50 ±.02  +25.0 %  changed\n"));
    CHECK_THAT(text,
               ContainsSubstring("  changed  by +25.0 % with 0123456789* of 2026-01-03 03:04 (p 0.004)\n"));
    CHECK_THAT(text, ContainsSubstring("  invalid  0123456789 of 2026-01-04 03:04: wrong echo\n"));
    CHECK_THAT(text, ContainsSubstring("  ▁█\n")); // two values: the least and the greatest
    CHECK_THAT(text, !ContainsSubstring("not comparable"));
}

TEST_CASE("keys stand apart") {
    auto two = history();
    two.series.push_back(two.series[0]);
    two.series[1].key = "fedcba9876543210";
    const auto text = report::history_text(two, kWide);
    CHECK_THAT(text, ContainsSubstring("2 hardware keys. They are not comparable"));
    CHECK_THAT(text, ContainsSubstring("key fedcba9876543210\n"));
}

TEST_CASE("no line of a history is wider than the terminal") {
    for (const int width : {80, 100, 120}) {
        auto terminal = kWide;
        terminal.width = width;
        auto long_one = history();
        long_one.series[0].points[2].reason = std::string(300, 'x');
        const auto text = report::history_text(long_one, terminal);
        std::string_view rest = text;
        while (!rest.empty()) {
            const auto end = std::min(rest.find('\n'), rest.size());
            // A character of UTF-8 begins with any byte but 10xxxxxx.
            const auto line = rest.substr(0, end);
            CHECK(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xc0) != 0x80; }) <=
                  width);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
}

TEST_CASE("sparklines") {
    auto ascii = kWide;
    ascii.unicode = false;
    // Eighths of the way from 0 to 8: 0, 4 · 8/8 = level 4 of 0 .. 7, and the greatest is the last level.
    CHECK(report::sparkline({0, 4, 8}, kWide) == "▁▅█");
    CHECK(report::sparkline({0, 4, 8}, ascii) == "158");
    CHECK(report::sparkline({3, 3}, ascii) == "55"); // alike: in the middle
    CHECK(report::sparkline({}, ascii).empty());
}

TEST_CASE("a history for plotting") {
    const auto text = report::history_csv(history());
    CHECK_THAT(text, ContainsSubstring("key,case,role,contender,variant,server,client,metric,started_utc,"));
    CHECK_THAT(text,
               ContainsSubstring(
                   "0123456789abcdef,echo-256,server,cpp-beast,epoll,cpp-beast:epoll,cpp-raw:epoll,cpu,"
                   "2026-01-02T03:04:05Z,0123456789abcdef,0,0,ok,5,1.2,1.18,1.22,,,,,\"a,b.json\"\r\n"));
    CHECK_THAT(text, ContainsSubstring(",1,0,ok,5,1.5,1.48,1.52,0.25,0.25,0.004,,"));
    CHECK_THAT(text, ContainsSubstring(",invalid,5,,,,,,,,")); // no value, and no 0 for one
}
