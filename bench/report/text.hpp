// Text by the columns that it takes on a terminal, not by its bytes.
//
// Thread safety: pure functions.
#pragma once

#include "bench/report/style.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tare::report {

/// Columns that UTF-8 text takes: 1 a character; 0 for combining marks, 2 for East Asian wide ones and emoji.
/// A byte that is not UTF-8 takes 1. The text holds no escape codes: style after padding.
int display_width(std::string_view text);

std::string pad_left(std::string_view text, int width);
std::string pad_right(std::string_view text, int width);

/// The beginning of the text, in at most `width` columns, with an ellipsis where something was left out.
std::string shortened(std::string_view text, int width, const Terminal&);

/// Somebody else's text made fit to print: control characters become spaces (so no escape code of a contender
/// reaches the terminal), and where only ASCII can be shown, other characters become their nearest spelling.
std::string printable(std::string_view text, const Terminal&);

/// Lines of at most `width` columns, broken at spaces; a word longer than a line is cut. Runs of white space
/// count as one space. At least one line.
std::vector<std::string> wrapped(std::string_view text, int width);

/// `head` and then the text, wrapped to the terminal with the lines after the first indented under the
/// text's beginning; ends with a newline. The head is styled, the text is not.
std::string hanging(std::string_view head, Style head_style, std::string_view text, const Terminal&);

} // namespace tare::report
