// What the place that text is written to can show, as a value; and the few styles that reports use.
//
// Thread safety: plain values, pure functions.
#pragma once

#include "base/error.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tare::report {

/// --color
enum class ColorChoice { automatic, always, never };
/// "auto", "always" or "never"; the error lists the words.
Result<ColorChoice> parse_color_choice(std::string_view);

/// What the operating system says about one stream.
struct StreamFacts {
    bool is_terminal = false;
    std::optional<int> columns; ///< absent where the terminal does not say, or there is none
};

/// Looks up an environment variable; absent when it is not set. Tests pass a map's lookup.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// What the place that text is written to can show.
struct Terminal {
    bool is_terminal = false; ///< somebody watches: progress may redraw itself
    int width = kWidthUnknown;
    bool color = false;
    bool unicode = false; ///< box drawing and signs beyond ASCII

    /// What is assumed where nobody says: files, pipes and continuous integration.
    static constexpr int kWidthUnknown = 100;
    static constexpr int kNarrowest = 40;
};

/// Colour: --color decides when it is always or never; else NO_COLOR (https://no-color.org), CI and TERM=dumb
/// say no, and a terminal says yes.
/// Unicode: the first of LC_ALL, LC_CTYPE, LANG that is set and not empty names UTF-8.
/// Width: the terminal's, else COLUMNS, else kWidthUnknown; never less than kNarrowest.
/// is_terminal: not where CI is set or TERM is dumb, even if a terminal is emulated there.
Terminal describe_terminal(const StreamFacts&, const Environment&, ColorChoice);

enum class Style { plain, dim, bold, good, bad, caution };
/// `text` between the escape codes of `style`; as it is where the terminal shows no colour.
std::string styled(std::string_view text, Style style, const Terminal&);

/// Signs beyond ASCII, and what stands for them where only ASCII can be shown.
struct Signs {
    std::string_view times;      ///< × or x
    std::string_view micro;      ///< µ or u
    std::string_view plus_minus; ///< ± or +-
    std::string_view absent;     ///< – or -
    std::string_view dot;        ///< · or |
    std::string_view rule;       ///< ─ or -
    std::string_view ellipsis;   ///< … or ...
    std::string_view yes, no;    ///< ✓ ✗ or + -
    std::string_view bar_done;   ///< ━ or #
    std::string_view bar_left;   ///< ─ or .
};
const Signs& signs(const Terminal&);

} // namespace tare::report
