#include "bench/report/features.hpp"
#include "bench/report/features_grid.hpp"
#include "bench/report/text.hpp"
#include "tests/catch.hpp"
#include "tests/text.hpp"

#include <algorithm>

using namespace tare;
using namespace tare::report;
using core::Answer;
using core::Feature;
using core::FeatureCell;
using in_text::lines_of;

namespace {

constexpr Terminal kVeryWide{.is_terminal = true, .width = 140, .color = false, .unicode = true};

FeatureCell cell(Feature feature, Answer answer, std::string detail = {}) {
    FeatureCell made;
    made.feature = feature;
    made.answer = answer;
    made.detail = std::move(detail);
    return made;
}

FeatureCell number(Feature feature, double value) {
    FeatureCell made = cell(feature, Answer::value);
    made.number = value;
    return made;
}

core::FeatureReport answers_of(std::string name, core::Side side = core::Side::server) {
    core::FeatureReport made;
    made.contender.name = std::move(name);
    made.contender.side = side;
    made.variant.name = "epoll";
    made.availability = {.available = true, .reason = "", .versions = {{"boost", "1.81.0"}}, .features = ""};
    FeatureCell tls = cell(Feature::tls, Answer::yes);
    tls.value = "TLSv1.3";
    made.cells = {tls, cell(Feature::deflate, Answer::absent, "not asked: declares no deflate"),
                  cell(Feature::ping, Answer::yes), number(Feature::largest_message, 64 << 20),
                  number(Feature::start_up, 2.5e6)};
    return made;
}

core::FeatureTable table() {
    core::FeatureTable all;
    all.tare = "tare 0.1.0";
    all.reports = {answers_of("cpp-raw"), answers_of("cpp-beast")};
    return all;
}

} // namespace

TEST_CASE("a cell in a few characters") {
    FeatureCell tls = cell(Feature::tls, Answer::yes);
    tls.value = "TLSv1.2";
    CHECK(cell_text(&tls, kVeryWide) == "1.2");
    tls.mismatch = "declares otherwise";
    CHECK(cell_text(&tls, kVeryWide) == "1.2!");
    CHECK(cell_text(nullptr, kVeryWide) == "–");
    const FeatureCell no = cell(Feature::ping, Answer::no, "got none"),
                      dash = cell(Feature::ping, Answer::absent);
    CHECK(cell_text(&no, kVeryWide) == "no");
    CHECK(cell_text(&dash, kVeryWide) == "–");
    const FeatureCell bytes = number(Feature::largest_message, 64 << 20),
                      time = number(Feature::start_up, 2.5e6);
    CHECK(cell_text(&bytes, kVeryWide) == "64 MiB");
    CHECK(cell_text(&time, kVeryWide) == "2.50 ms");
    FeatureCell frames = cell(Feature::fragments_out, Answer::yes);
    frames.number = 256;
    CHECK(cell_text(&frames, kVeryWide) == "256");
}

TEST_CASE("no column is left out: what does not fit stands in a further table") {
    for (const int width : {40, 60, 80, 100, 140, 400}) {
        Terminal terminal = kVeryWide;
        terminal.width = width;
        const core::FeatureTable all = table();
        const auto lines = lines_of(feature_tables({&all.reports[0], &all.reports[1]}, "servers", terminal));
        std::string headings;
        for (const std::string& line : lines) {
            INFO(line);
            CHECK(display_width(line) <= width);
            if (line.starts_with(" servers")) headings += line + " ";
        }
        for (const char* heading :
             {"TLS", "deflate", "subprot.", "text", "pong", "close", "UTF-8", "mask", "spin", "largest",
              "conns", "pressure", "lines", "packages", ".so", "RSS", "PSS", "/conn"})
            CHECK_THAT(headings, ContainsSubstring(heading));
        const auto tables = std::count_if(
            lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with(" servers"); });
        CHECK((width == 400) == (tables == 1));
    }
}

TEST_CASE("what a dash means is said once for all whom it is about") {
    core::FeatureTable all = table();
    CHECK_THAT(features_text(all, kVeryWide),
               ContainsSubstring("  deflate: all servers: not asked: declares no deflate\n"));
    all.reports.push_back(answers_of("go-other"));
    all.reports[2].cells[1] = cell(Feature::deflate, Answer::no, "was offered it and did not accept");
    const std::string text = features_text(all, kVeryWide);
    CHECK_THAT(text, ContainsSubstring(
                         "  deflate: cpp-raw epoll, cpp-beast epoll: not asked: declares no deflate\n"));
    CHECK_THAT(text, ContainsSubstring("  deflate: go-other epoll: was offered it and did not accept\n"));
}

TEST_CASE("a mismatch is a sentence, an unavailable variant too") {
    core::FeatureTable all = table();
    all.reports[0].cells[2].answer = Answer::no;
    all.reports[0].cells[2].mismatch = "declares text: refused";
    all.reports.push_back(answers_of("py-tornado", core::Side::client));
    all.reports[2].availability = {
        .available = false, .reason = "no module named tornado", .versions = {}, .features = ""};
    const std::string text = features_text(all, kVeryWide);
    CHECK_THAT(text, ContainsSubstring("  mismatch: cpp-raw epoll: ping: declares text: refused\n"));
    CHECK_THAT(text, ContainsSubstring("  py-tornado epoll: unavailable: no module named tornado\n"));
}

TEST_CASE("what is linked and tuned stands below, and nothing of a contender escapes to the terminal") {
    core::FeatureTable all = table();
    all.reports[0].availability.features = "\x1b[31mred";
    all.reports[0].contender.tuned = {{"*", "auto_fragment(false)", "one send a message"},
                                      {"other", "not this", "x"}};
    const std::string text = features_text(all, kVeryWide);
    CHECK_THAT(text, ContainsSubstring("  cpp-raw epoll: boost 1.81.0 · "));
    CHECK_THAT(text, ContainsSubstring("    tuned: auto_fragment(false) (one send a message)\n"));
    CHECK_THAT(text, !ContainsSubstring("not this"));
    CHECK(text.find('\x1b') == std::string::npos);
}
