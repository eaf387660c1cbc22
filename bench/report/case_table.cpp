#include "bench/report/case_table.hpp"

#include "bench/report/case_grid.hpp"
#include "bench/report/case_words.hpp"
#include "bench/report/text.hpp"

#include <algorithm>

namespace tare::report {
namespace {

using core::Cell;
using core::Status;

constexpr int kShortestSubject = 8;

/// When even the poorest layout is too wide, the names give way.
void shorten_subjects(Grid& grid, const Terminal& terminal) {
    const int excess = grid_width(grid) - terminal.width;
    if (excess <= 0) return;
    int widest = 0;
    for (const GridRow& row : grid.rows)
        if (!row.cells.empty()) widest = std::max(widest, display_width(row.cells.front().text));
    for (GridRow& row : grid.rows)
        if (!row.cells.empty())
            row.cells.front().text =
                shortened(row.cells.front().text, std::max(widest - excess, kShortestSubject), terminal);
}

} // namespace

CaseTable case_table(const Cells& cells, const Terminal& terminal) {
    CaseTable table;
    if (cells.empty()) return table;
    const core::Case& measured = cells.front()->measured;
    table.syscalls_counted = std::any_of(cells.begin(), cells.end(), [](const Cell* cell) {
        return cell->per_op_server.syscalls || cell->per_op_client.syscalls;
    });
    table.text = case_title(measured, terminal);

    const bool any_row =
        std::any_of(cells.begin(), cells.end(), [](const Cell* c) { return c->status == Status::ok; });
    if (any_row) {
        const auto layouts = layouts_of(measured);
        for (const CaseLayout& layout : layouts) {
            Grid grid = case_grid(cells, layout, table.syscalls_counted, terminal);
            const bool last = &layout == &layouts.back();
            if (grid_width(grid) > terminal.width && !last) continue;
            shorten_subjects(grid, terminal);
            table.text += grid_text(grid, terminal);
            table.left_out = left_out(layout, table.syscalls_counted, measured);
            break;
        }
    }
    table.text += remarks(cells, terminal);
    return table;
}

} // namespace tare::report
