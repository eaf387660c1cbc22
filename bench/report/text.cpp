#include "bench/report/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tare::report {
namespace {

struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
    bool valid = true;
};

/// The character at the beginning of `text`, which is not empty.
Character first_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {lead, 1, false};
    char32_t code = lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) return {lead, 1, false};
        code = (code << 6U) | (byte(i) & 0x3fU);
    }
    return {code, length, true};
}

bool is_combining(char32_t code) {
    return (code >= 0x300 && code <= 0x36f) || (code >= 0x200b && code <= 0x200d) ||
           (code >= 0xfe00 && code <= 0xfe0f);
}

/// The blocks that terminals agree to show two columns wide (Unicode Standard Annex 11, "W" and "F").
bool is_wide(char32_t code) {
    constexpr std::array<std::pair<char32_t, char32_t>, 9> kWide{{{0x1100, 0x115f},
                                                                  {0x2e80, 0x303e},
                                                                  {0x3041, 0xa4cf},
                                                                  {0xac00, 0xd7a3},
                                                                  {0xf900, 0xfaff},
                                                                  {0xff00, 0xff60},
                                                                  {0xffe0, 0xffe6},
                                                                  {0x1f300, 0x1f64f},
                                                                  {0x1f900, 0x1f9ff}}};
    return std::any_of(kWide.begin(), kWide.end(),
                       [&](auto block) { return code >= block.first && code <= block.second; });
}

int columns_of(char32_t code) { return is_combining(code) ? 0 : is_wide(code) ? 2 : 1; }

std::string_view ascii_spelling(char32_t code) {
    switch (code) {
    case U'×':
        return "x";
    case U'µ':
    case U'μ':
        return "u";
    case U'±':
        return "+-";
    case U'–':
    case U'—':
    case U'−':
        return "-";
    case U'…':
        return "...";
    case U'·':
        return "|";
    case U'→':
        return "->";
    case U'≥':
        return ">=";
    case U'≤':
        return "<=";
    case U'÷':
        return "/";
    case U'‘':
    case U'’':
        return "'";
    case U'“':
    case U'”':
        return "\"";
    case U'\u00a0':
    case U'\u2009':
    case U'\u202f':
        return " ";
    default:
        return "?";
    }
}

/// How many bytes of `text` fit into `width` columns; never cuts a character.
std::size_t bytes_within(std::string_view text, int width) {
    std::size_t used = 0;
    while (used < text.size()) {
        const Character next = first_character(text.substr(used));
        width -= columns_of(next.code);
        if (width < 0) break;
        used += next.bytes;
    }
    return used;
}

} // namespace

int display_width(std::string_view text) {
    int columns = 0;
    while (!text.empty()) {
        const Character next = first_character(text);
        columns += columns_of(next.code);
        text.remove_prefix(next.bytes);
    }
    return columns;
}

std::string pad_left(std::string_view text, int width) {
    return std::string(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ').append(text);
}

std::string pad_right(std::string_view text, int width) {
    return std::string(text).append(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
}

std::string shortened(std::string_view text, int width, const Terminal& terminal) {
    if (display_width(text) <= width) return std::string(text);
    const std::string_view ellipsis = signs(terminal).ellipsis;
    const int room = width - display_width(ellipsis);
    if (room <= 0) return std::string(text.substr(0, bytes_within(text, width)));
    return std::string(text.substr(0, bytes_within(text, room))).append(ellipsis);
}

std::string printable(std::string_view text, const Terminal& terminal) {
    std::string clean;
    while (!text.empty()) {
        const Character next = first_character(text);
        const bool control = next.code < 0x20 || (next.code >= 0x7f && next.code < 0xa0);
        if (!next.valid)
            clean += '?';
        else if (control)
            clean += ' ';
        else if (next.code < 0x80 || terminal.unicode)
            clean += text.substr(0, next.bytes);
        else
            clean += ascii_spelling(next.code);
        text.remove_prefix(next.bytes);
    }
    return clean;
}

std::vector<std::string> wrapped(std::string_view text, int width) {
    std::vector<std::string> lines(1);
    while (true) {
        const auto begin = text.find_first_not_of(" \t\r\n");
        if (begin == std::string_view::npos) return lines;
        text.remove_prefix(begin);
        std::string_view word = text.substr(0, text.find_first_of(" \t\r\n"));
        text.remove_prefix(word.size());
        if (lines.back().empty())
            lines.back() = "";
        else if (display_width(lines.back()) + 1 + display_width(word) <= width)
            lines.back() += ' ';
        else
            lines.emplace_back();
        while (display_width(word) > width && lines.back().empty()) {
            const std::size_t cut = std::max<std::size_t>(bytes_within(word, width), 1);
            lines.back() = word.substr(0, cut);
            word.remove_prefix(cut);
            lines.emplace_back();
        }
        lines.back() += word;
    }
}

std::string hanging(std::string_view head, Style head_style, std::string_view text,
                    const Terminal& terminal) {
    const int indent = display_width(head);
    const auto lines = wrapped(text, std::max(terminal.width - indent, Terminal::kNarrowest / 2));
    std::string block = styled(head, head_style, terminal) + lines.front() + '\n';
    for (std::size_t i = 1; i < lines.size(); ++i) block += pad_left("", indent) + lines[i] + '\n';
    return block;
}

} // namespace tare::report
