#include "bench/report/style.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tare::report {
namespace {

bool is_set(const Environment& environment, std::string_view name) {
    const auto value = environment(name);
    return value && !value->empty();
}

bool names_utf8(std::string locale) {
    std::transform(locale.begin(), locale.end(), locale.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

bool speaks_unicode(const Environment& environment) {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
        if (is_set(environment, name)) return names_utf8(*environment(name));
    return false;
}

std::optional<int> columns_variable(const Environment& environment) {
    const auto text = environment("COLUMNS");
    if (!text) return std::nullopt;
    int columns = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), columns);
    if (error != std::errc{} || end != text->data() + text->size() || columns <= 0) return std::nullopt;
    return columns;
}

std::string_view escape_of(Style style) {
    switch (style) {
    case Style::plain:
        return "";
    case Style::dim:
        return "\x1b[2m";
    case Style::bold:
        return "\x1b[1m";
    case Style::good:
        return "\x1b[32m";
    case Style::bad:
        return "\x1b[31m";
    case Style::caution:
        return "\x1b[33m";
    }
    return "";
}

} // namespace

Result<ColorChoice> parse_color_choice(std::string_view word) {
    if (word == "auto") return ColorChoice::automatic;
    if (word == "always") return ColorChoice::always;
    if (word == "never") return ColorChoice::never;
    return make_error(Trouble::usage, "--color: expected auto, always or never, got \"{}\"", word);
}

Terminal describe_terminal(const StreamFacts& stream, const Environment& environment, ColorChoice color) {
    const bool plain = is_set(environment, "CI") || environment("TERM") == "dumb";
    Terminal terminal;
    terminal.is_terminal = stream.is_terminal && !plain;
    terminal.unicode = speaks_unicode(environment);
    terminal.color =
        color == ColorChoice::always ||
        (color == ColorChoice::automatic && terminal.is_terminal && !is_set(environment, "NO_COLOR"));
    const auto columns = stream.columns ? stream.columns : columns_variable(environment);
    terminal.width = std::max(columns.value_or(Terminal::kWidthUnknown), Terminal::kNarrowest);
    return terminal;
}

std::string styled(std::string_view text, Style style, const Terminal& terminal) {
    if (!terminal.color || style == Style::plain || text.empty()) return std::string(text);
    return std::string(escape_of(style)).append(text).append("\x1b[0m");
}

const Signs& signs(const Terminal& terminal) {
    static constexpr Signs unicode{.times = "×",
                                   .micro = "µ",
                                   .plus_minus = "±",
                                   .absent = "–",
                                   .dot = "·",
                                   .rule = "─",
                                   .ellipsis = "…",
                                   .yes = "✓",
                                   .no = "✗",
                                   .bar_done = "━",
                                   .bar_left = "─"};
    static constexpr Signs ascii{.times = "x",
                                 .micro = "u",
                                 .plus_minus = "+-",
                                 .absent = "-",
                                 .dot = "|",
                                 .rule = "-",
                                 .ellipsis = "...",
                                 .yes = "+",
                                 .no = "-",
                                 .bar_done = "#",
                                 .bar_left = "."};
    return terminal.unicode ? unicode : ascii;
}

} // namespace tare::report
