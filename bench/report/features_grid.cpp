#include "bench/report/features_grid.hpp"

#include "bench/report/format.hpp"
#include "bench/report/grid.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace tare::report {
namespace {

using core::Answer;
using core::Feature;
using core::FeatureCell;
using core::FeatureReport;
using Reports = std::vector<const FeatureReport*>;

struct Column {
    Feature feature;
    std::string_view heading;
    std::string_view span; ///< over neighbouring columns with the same
};

constexpr std::array kColumns{
    Column{Feature::tls, "TLS", ""},
    Column{Feature::deflate, "deflate", ""},
    Column{Feature::subprotocols, "subprot.", ""},
    Column{Feature::text, "text", ""},
    Column{Feature::fragments_in, "in", "fragments"},
    Column{Feature::fragments_out, "out", "fragments"},
    Column{Feature::ping, "pong", ""},
    Column{Feature::close_codes, "close", ""},
    Column{Feature::utf8, "UTF-8", ""},
    Column{Feature::masking, "mask", ""},
    Column{Feature::largest_message, "largest", ""},
    Column{Feature::connections, "conns", ""},
    Column{Feature::back_pressure, "pressure", "back-"},
    Column{Feature::spin, "spin", ""},
    Column{Feature::source_lines, "lines", ""},
    Column{Feature::packages, "packages", "installed"},
    Column{Feature::installed, "size", "installed"},
    Column{Feature::shared_objects, ".so", "installed"},
    Column{Feature::start_up, "time", "start-up"},
    Column{Feature::start_up_cpu, "CPU", "start-up"},
    Column{Feature::idle_rss, "RSS", "memory when idle"},
    Column{Feature::idle_pss, "PSS", "memory when idle"},
    Column{Feature::connection_memory, "/conn", "memory when idle"},
};
constexpr int kShortestName = 12;

std::string number_text(const FeatureCell& cell, const Terminal& terminal) {
    const double number = *cell.number;
    switch (core::about(cell.feature).unit) {
    case core::Unit::bytes:
        return bytes(std::llround(number));
    case core::Unit::nanoseconds:
        return duration(number, signs(terminal).micro);
    case core::Unit::count:
    case core::Unit::none:
        break;
    }
    return whole(std::llround(number));
}

/// Under back-pressure: also by how much the memory grew.
std::string with_growth(std::string_view word, const FeatureCell& cell) {
    if (cell.feature != Feature::back_pressure || !cell.number) return std::string(word);
    return fmt::format("{} +{}", word, bytes(std::llround(*cell.number)));
}

std::string shown(const FeatureCell& cell, const Terminal& terminal) {
    switch (cell.answer) {
    case Answer::absent:
        return std::string(signs(terminal).absent);
    case Answer::no:
        return with_growth("no", cell);
    case Answer::yes:
        // "TLSv1.3" under the heading TLS; how many frames, under fragments.
        if (cell.feature == Feature::tls && cell.value.starts_with("TLSv")) return cell.value.substr(4);
        if (cell.feature == Feature::fragments_out && cell.number) return number_text(cell, terminal);
        return with_growth("yes", cell);
    case Answer::value:
        break;
    }
    return cell.number ? number_text(cell, terminal) : printable(cell.value, terminal);
}

Style style_of(const FeatureCell* cell) {
    if (cell == nullptr || cell->answer == Answer::absent) return Style::dim;
    if (!cell->mismatch.empty()) return Style::bad;
    // Whether a server breaks messages up or chooses a subprotocol is neither good nor bad.
    const bool neutral = cell->feature == Feature::fragments_out || cell->feature == Feature::subprotocols;
    if (cell->answer == Answer::no && !neutral) return Style::caution;
    return Style::plain;
}

class Tables {
  public:
    Tables(const Reports& reports, std::string_view heading, const Terminal& terminal)
        : reports_(reports), heading_(heading), terminal_(terminal) {}

    std::string text() const {
        std::string all;
        for (std::size_t first = 0; first < kColumns.size();) {
            std::size_t last = end_of_group(first);
            Grid grid = grid_of(first, last);
            while (last < kColumns.size()) {
                const std::size_t further = end_of_group(last);
                Grid wider = grid_of(first, further);
                if (grid_width(wider) > terminal_.width) break;
                grid = std::move(wider);
                last = further;
            }
            shorten_names(grid);
            if (!all.empty()) all += '\n';
            all += grid_text(grid, terminal_);
            first = last;
        }
        return all;
    }

  private:
    /// Behind the columns that stand under one heading.
    static std::size_t end_of_group(std::size_t first) {
        std::size_t end = first + 1;
        while (!kColumns[first].span.empty() && end < kColumns.size() &&
               kColumns[end].span == kColumns[first].span)
            ++end;
        return end;
    }

    Grid grid_of(std::size_t first, std::size_t end) const {
        Grid grid;
        grid.columns.push_back({std::string(heading_), Align::left, 1});
        for (const FeatureReport* report : reports_) {
            grid.rows.push_back(
                {{{printable(report->contender.name + " " + report->variant.name, terminal_)}}, {}});
        }
        for (std::size_t i = first; i < end; ++i) {
            grid.columns.push_back({std::string(kColumns[i].heading), Align::right, 2});
            for (std::size_t row = 0; row < reports_.size(); ++row) {
                const FeatureCell* cell = reports_[row]->find(kColumns[i].feature);
                grid.rows[row].cells.push_back({cell_text(cell, terminal_), style_of(cell)});
            }
            if (kColumns[i].span.empty()) continue;
            const std::size_t column = grid.columns.size() - 1;
            if (i > first && kColumns[i - 1].span == kColumns[i].span) {
                grid.spans.back().last = column;
            } else {
                grid.spans.push_back({std::string(kColumns[i].span), column, column});
            }
        }
        return grid;
    }

    void shorten_names(Grid& grid) const {
        const int excess = grid_width(grid) - terminal_.width;
        if (excess <= 0) return;
        int widest = 0;
        for (const GridRow& row : grid.rows) widest = std::max(widest, display_width(row.cells.front().text));
        for (GridRow& row : grid.rows) {
            std::string& name = row.cells.front().text;
            name = shortened(name, std::max(widest - excess, kShortestName), terminal_);
        }
    }

    const Reports& reports_;
    std::string_view heading_;
    const Terminal& terminal_;
};

} // namespace

std::string cell_text(const FeatureCell* cell, const Terminal& terminal) {
    if (cell == nullptr) return std::string(signs(terminal).absent);
    return shown(*cell, terminal) + (cell->mismatch.empty() ? "" : "!");
}

std::string feature_tables(const Reports& reports, std::string_view heading, const Terminal& terminal) {
    return Tables(reports, heading, terminal).text();
}

} // namespace tare::report
