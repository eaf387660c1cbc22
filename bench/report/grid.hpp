// A table of texts, aligned by what they take on a terminal.
//
// Thread safety: plain values, pure functions.
#pragma once

#include "bench/report/style.hpp"

#include <string>
#include <vector>

namespace tare::report {

enum class Align { left, right };

struct GridColumn {
    std::string heading;
    Align align = Align::right;
    int gap = 2; ///< spaces before it
};

/// A heading over several neighbouring columns, one line above theirs.
struct GridSpan {
    std::string heading;
    std::size_t first = 0, last = 0; ///< indices of columns, both included
};

struct GridCell {
    std::string text;
    Style style = Style::plain;
};

/// Either a cell a column, or a line of its own over the rows that follow.
struct GridRow {
    std::vector<GridCell> cells;
    std::string title;
};

struct Grid {
    std::vector<GridColumn> columns;
    std::vector<GridSpan> spans; ///< in order, not overlapping
    std::vector<GridRow> rows;
};

/// Columns that the widest line takes; titles do not count, they are wrapped by nobody and cut by grid_text.
int grid_width(const Grid&);

/// Headings, a rule and the rows; each line ends with a newline and has no space before it.
std::string grid_text(const Grid&, const Terminal&);

} // namespace tare::report
