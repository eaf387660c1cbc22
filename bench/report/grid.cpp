#include "bench/report/grid.hpp"

#include "bench/report/text.hpp"

#include <algorithm>
#include <numeric>

namespace tare::report {
namespace {

/// From the left edge of the first column to the right edge of the last, without the first one's gap.
int span_width(const Grid& grid, const std::vector<int>& widths, const GridSpan& span) {
    int width = widths[span.first];
    for (std::size_t i = span.first + 1; i <= span.last; ++i) width += grid.columns[i].gap + widths[i];
    return width;
}

std::vector<int> column_widths(const Grid& grid) {
    std::vector<int> widths;
    for (std::size_t i = 0; i < grid.columns.size(); ++i) {
        int width = display_width(grid.columns[i].heading);
        for (const GridRow& row : grid.rows)
            if (i < row.cells.size()) width = std::max(width, display_width(row.cells[i].text));
        widths.push_back(width);
    }
    for (const GridSpan& span : grid.spans) {
        const int missing = display_width(span.heading) - span_width(grid, widths, span);
        if (missing > 0) widths[span.first] += missing;
    }
    return widths;
}

int total_width(const Grid& grid, const std::vector<int>& widths) {
    return std::accumulate(grid.columns.begin(), grid.columns.end(),
                           std::accumulate(widths.begin(), widths.end(), 0),
                           [](int sum, const GridColumn& column) { return sum + column.gap; });
}

std::string padded(std::string_view text, int width, Align align) {
    return align == Align::left ? pad_right(text, width) : pad_left(text, width);
}

void end_line(std::string& text) {
    while (!text.empty() && text.back() == ' ') text.pop_back();
    text += '\n';
}

std::string spans_line(const Grid& grid, const std::vector<int>& widths) {
    std::string line;
    int at = 0;
    std::size_t column = 0;
    const auto skip_to = [&](std::size_t end) {
        for (; column < end; ++column) at += grid.columns[column].gap + widths[column];
    };
    for (const GridSpan& span : grid.spans) {
        skip_to(span.first);
        line = pad_right(line, at + grid.columns[span.first].gap);
        line += padded(span.heading, span_width(grid, widths, span), grid.columns[span.first].align);
        skip_to(span.last + 1);
    }
    end_line(line);
    return line;
}

} // namespace

int grid_width(const Grid& grid) { return total_width(grid, column_widths(grid)); }

std::string grid_text(const Grid& grid, const Terminal& terminal) {
    const std::vector<int> widths = column_widths(grid);
    std::string text;
    if (!grid.spans.empty()) text += styled(spans_line(grid, widths), Style::dim, terminal);

    std::string headings;
    for (std::size_t i = 0; i < grid.columns.size(); ++i)
        headings += std::string(static_cast<std::size_t>(grid.columns[i].gap), ' ') +
                    padded(grid.columns[i].heading, widths[i], grid.columns[i].align);
    end_line(headings);
    std::string rule(static_cast<std::size_t>(grid.columns.empty() ? 0 : grid.columns.front().gap), ' ');
    for (int i = static_cast<int>(rule.size()); i < total_width(grid, widths); ++i)
        rule += signs(terminal).rule;
    text += styled(headings, Style::dim, terminal) + styled(rule, Style::dim, terminal) + '\n';

    for (const GridRow& row : grid.rows) {
        if (!row.title.empty()) {
            text +=
                ' ' + styled(shortened(row.title, terminal.width - 1, terminal), Style::dim, terminal) + '\n';
            continue;
        }
        std::string line;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            // Styled without its padding, so that trailing spaces can be cut off.
            const GridCell& cell = row.cells[i];
            const std::string padding(
                static_cast<std::size_t>(std::max(0, widths[i] - display_width(cell.text))), ' ');
            line += std::string(static_cast<std::size_t>(grid.columns[i].gap), ' ');
            const std::string shown = styled(cell.text, cell.style, terminal);
            line += grid.columns[i].align == Align::left ? shown + padding : padding + shown;
        }
        end_line(line);
        text += line;
    }
    return text;
}

} // namespace tare::report
