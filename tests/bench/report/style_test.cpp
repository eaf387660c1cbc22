#include "bench/report/style.hpp"
#include "tests/catch.hpp"

#include <map>

using namespace tare::report;

namespace {

Environment variables(std::map<std::string, std::string> values) {
    return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
        const auto found = values.find(std::string(name));
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

constexpr StreamFacts kWatchedStream{.is_terminal = true, .columns = 120};
constexpr StreamFacts kPiped{};

} // namespace

TEST_CASE("a terminal in a UTF-8 locale shows everything") {
    const auto terminal = describe_terminal(
        kWatchedStream, variables({{"LANG", "de_DE.UTF-8"}, {"TERM", "xterm"}}), ColorChoice::automatic);
    CHECK(terminal.is_terminal);
    CHECK(terminal.color);
    CHECK(terminal.unicode);
    CHECK(terminal.width == 120);
}

TEST_CASE("a pipe gets no colour unless it is asked for") {
    CHECK_FALSE(describe_terminal(kPiped, variables({}), ColorChoice::automatic).color);
    CHECK(describe_terminal(kPiped, variables({{"NO_COLOR", "1"}}), ColorChoice::always).color);
    CHECK_FALSE(describe_terminal(kPiped, variables({}), ColorChoice::always).is_terminal);
}

TEST_CASE("colour is off for NO_COLOR, TERM=dumb, CI and --color never") {
    CHECK_FALSE(
        describe_terminal(kWatchedStream, variables({{"NO_COLOR", "1"}}), ColorChoice::automatic).color);
    CHECK_FALSE(
        describe_terminal(kWatchedStream, variables({{"TERM", "dumb"}}), ColorChoice::automatic).color);
    CHECK_FALSE(describe_terminal(kWatchedStream, variables({{"CI", "true"}}), ColorChoice::automatic).color);
    CHECK_FALSE(describe_terminal(kWatchedStream, variables({}), ColorChoice::never).color);
    // https://no-color.org: present and not empty
    CHECK(describe_terminal(kWatchedStream, variables({{"NO_COLOR", ""}}), ColorChoice::automatic).color);
}

TEST_CASE("CI and a dumb terminal are not redrawn") {
    CHECK_FALSE(
        describe_terminal(kWatchedStream, variables({{"CI", "1"}}), ColorChoice::automatic).is_terminal);
    CHECK_FALSE(
        describe_terminal(kWatchedStream, variables({{"TERM", "dumb"}}), ColorChoice::automatic).is_terminal);
}

TEST_CASE("the locale decides about Unicode, the first variable that is set wins") {
    const auto unicode = [](std::map<std::string, std::string> values) {
        return describe_terminal(kWatchedStream, variables(std::move(values)), ColorChoice::automatic)
            .unicode;
    };
    CHECK_FALSE(unicode({}));
    CHECK_FALSE(unicode({{"LANG", "C"}}));
    CHECK(unicode({{"LANG", "C.utf8"}}));
    CHECK_FALSE(unicode({{"LC_ALL", "C"}, {"LANG", "en_GB.UTF-8"}}));
    CHECK(unicode({{"LC_ALL", ""}, {"LC_CTYPE", "en_GB.UTF-8"}, {"LANG", "C"}}));
}

TEST_CASE("the width is the terminal's, then COLUMNS, then 100, and never below 40") {
    const auto width = [](StreamFacts stream, std::map<std::string, std::string> values) {
        return describe_terminal(stream, variables(std::move(values)), ColorChoice::automatic).width;
    };
    CHECK(width(kWatchedStream, {{"COLUMNS", "77"}}) == 120);
    CHECK(width(kPiped, {{"COLUMNS", "77"}}) == 77);
    CHECK(width(kPiped, {{"COLUMNS", "wide"}}) == 100);
    CHECK(width(kPiped, {{"COLUMNS", "80x"}}) == 100);
    CHECK(width(kPiped, {{"COLUMNS", "-5"}}) == 100);
    CHECK(width(kPiped, {}) == 100);
    CHECK(width({.is_terminal = true, .columns = 10}, {}) == 40);
}

TEST_CASE("text is styled only where colour is shown") {
    CHECK(styled("bad", Style::bad, {.color = true}) == "\x1b[31mbad\x1b[0m");
    CHECK(styled("bad", Style::bad, {.color = false}) == "bad");
    CHECK(styled("plain", Style::plain, {.color = true}) == "plain");
    CHECK(styled("", Style::bold, {.color = true}).empty());
}

TEST_CASE("--color knows three words") {
    CHECK(parse_color_choice("auto").value() == ColorChoice::automatic);
    CHECK(parse_color_choice("always").value() == ColorChoice::always);
    CHECK(parse_color_choice("never").value() == ColorChoice::never);
    CHECK(parse_color_choice("sometimes").error().message ==
          "--color: expected auto, always or never, got \"sometimes\"");
}
