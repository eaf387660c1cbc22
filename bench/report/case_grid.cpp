#include "bench/report/case_grid.hpp"

#include "bench/report/case_words.hpp"
#include "bench/report/format.hpp"
#include "bench/report/text.hpp"
#include "bench/report/workload_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace tare::report {
namespace {

using core::Cell;
using core::Role;

constexpr std::array<Role, 4> kRoleOrder{Role::floor, Role::server, Role::client, Role::pair};

/// The texts of one column of ratios, aligned at the decimal point.
std::vector<std::string> ratio_column(const std::vector<std::optional<core::Estimate>>& ratios, bool margins,
                                      const Terminal& terminal) {
    std::vector<RatioText> parts;
    int whole_width = 0, fraction_width = 0, margin_width = 0;
    for (const auto& value : ratios) {
        RatioText text{std::string(signs(terminal).absent), "", ""};
        if (value) text = ratio(*value, signs(terminal).plus_minus);
        if (!margins) text.margin.clear();
        whole_width = std::max(whole_width, display_width(text.whole));
        fraction_width = std::max(fraction_width, display_width(text.fraction));
        margin_width = std::max(margin_width, display_width(text.margin));
        parts.push_back(std::move(text));
    }
    std::vector<std::string> column;
    for (const RatioText& text : parts) {
        std::string cell = pad_left(text.whole, whole_width) + pad_right(text.fraction, fraction_width);
        if (margin_width > 0) cell += ' ' + pad_right(text.margin, margin_width);
        column.push_back(std::move(cell));
    }
    return column;
}

std::string or_absent(const std::optional<double>& value, double per, const Terminal& terminal) {
    return value ? three_digits(*value / per) : std::string(signs(terminal).absent);
}

std::string measured_or_absent(const core::Estimate& value, double per, const Terminal& terminal) {
    return value.est > 0 ? three_digits(value.est / per) : std::string(signs(terminal).absent);
}

/// Builds a grid column by column over the rows of all groups.
class CaseGrid {
  public:
    CaseGrid(const Cells& cells, const CaseLayout& layout, const Terminal& terminal)
        : layout_(layout), terminal_(terminal) {
        for (const Role role : kRoleOrder) {
            const Cells rows = rows_of(cells, role);
            if (rows.empty()) continue;
            titles_.push_back({rows_.size(), group_title(role, rows, terminal)});
            if (role != Role::floor && rows.size() > 1) best_.push_back(rows.front());
            rows_.insert(rows_.end(), rows.begin(), rows.end());
        }
    }

    Grid build(bool syscalls_counted) {
        column({"", Align::left, 1},
               [&](const Cell& c) { return subject(c) + (has_note_of_its_own(c, rows_) ? " *" : ""); });
        if (!rows_.empty() && core::is_open_loop(rows_.front()->measured)) {
            open_loop(syscalls_counted);
        } else {
            closed_loop(syscalls_counted);
        }
        return assembled();
    }

  private:
    void closed_loop(bool syscalls_counted) {
        const core::Case measured = rows_.empty() ? core::Case{} : rows_.front()->measured;
        const WorkloadWords words = words_of(measured, terminal_);
        column({words.count, Align::right, 2}, [&](const Cell& c) {
            return words.in_bytes ? measured_or_absent(c.bytes_per_s, words.count_per, terminal_)
                                  : measured_or_absent(c.ops_per_s, words.count_per, terminal_);
        });
        if (!words.count_above.empty()) span(words.count_above, 1);
        if (layout_.median)
            column({"p50"}, [&](const Cell& c) { return or_absent(c.latency.p50, words.unit, terminal_); });
        column({"p99"}, [&](const Cell& c) { return or_absent(c.latency.p99, words.unit, terminal_); });
        span(layout_.median ? words.latency : words.time_unit, layout_.median ? 2 : 1);
        if (layout_.cpu_by_side) {
            column({"srv", Align::right, layout_.group_gap}, [&](const Cell& c) {
                return measured_or_absent(c.cpu_ns_per_op_server, words.unit, terminal_);
            });
            column({"cli"}, [&](const Cell& c) {
                return measured_or_absent(c.cpu_ns_per_op_client, words.unit, terminal_);
            });
            span(words.cpu, 2);
        }
        ratios();
        const bool several = has_several_connections();
        if (layout_.syscalls && syscalls_counted) {
            column({"srv", Align::right, layout_.group_gap}, [&](const Cell& c) {
                return several ? two_decimals(c.per_op_server.syscalls)
                               : or_absent(c.per_op_server.syscalls, 1, terminal_);
            });
            if (!several)
                column({"cli"},
                       [&](const Cell& c) { return or_absent(c.per_op_client.syscalls, 1, terminal_); });
            span(several ? "sysc" : "syscalls", several ? 1 : 2);
        }
        if (several) {
            if (layout_.syscalls) per_connection();
        } else if (measured.workload == core::Workload::transfer) {
            if (layout_.bound_by) peak_memory();
        } else if (layout_.bound_by) {
            column({"by", Align::left, 2}, [&](const Cell& c) {
                return c.bottleneck.empty() ? std::string(signs(terminal_).absent)
                                            : printable(c.bottleneck, terminal_);
            });
            span("bound", 1);
        }
    }

    /// What holding a file costs.
    void peak_memory() {
        constexpr double kMiB = 1024 * 1024;
        const auto mib = [&](const std::optional<std::int64_t>& bytes) {
            return bytes ? three_digits(static_cast<double>(*bytes) / kMiB)
                         : std::string(signs(terminal_).absent);
        };
        column({"srv", Align::right, layout_.group_gap},
               [&](const Cell& c) { return mib(c.memory_server.rss_peak_bytes); });
        column({"cli"}, [&](const Cell& c) { return mib(c.memory_client.rss_peak_bytes); });
        span("peak MiB", 2);
    }

    [[nodiscard]] bool has_several_connections() const {
        return !rows_.empty() && rows_.front()->measured.connections > 1;
    }

    [[nodiscard]] std::string two_decimals(const std::optional<double>& value) const {
        return value ? fmt::format("{:.2f}", *value) : std::string(signs(terminal_).absent);
    }

    /// Of many connections: how evenly they were served, and what each costs the server in memory.
    void per_connection() {
        const auto told = [&](auto member) {
            return std::any_of(rows_.begin(), rows_.end(),
                               [&](const Cell* c) { return (c->*member).has_value(); });
        };
        std::size_t columns = 0;
        if (told(&Cell::fairness)) {
            column({"min", Align::right, layout_.group_gap}, [&](const Cell& c) {
                return two_decimals(c.fairness ? std::optional(c.fairness->least) : std::nullopt);
            });
            ++columns;
        }
        if (told(&Cell::server_bytes_per_connection)) {
            column({"KiB", Align::right, columns > 0 ? 1 : layout_.group_gap},
                   [&](const Cell& c) { return or_absent(c.server_bytes_per_connection, 1024, terminal_); });
            ++columns;
        }
        if (told(&Cell::kernel_bytes_per_connection)) {
            column({"kern", Align::right, columns > 0 ? 1 : layout_.group_gap},
                   [&](const Cell& c) { return or_absent(c.kernel_bytes_per_connection, 1024, terminal_); });
            ++columns;
        }
        if (columns > 0) span("a conn", columns);
    }

    /// Response counts from when a message was due, service from when it was sent; they differ where the
    /// generator was late.
    void open_loop(bool syscalls_counted) {
        const double us = 1e3;
        const auto quantile = [&](std::optional<double> core::LatencySummary::*which) {
            return [=, this](const core::LatencySummary& of) { return or_absent(of.*which, us, terminal_); };
        };
        const auto p50 = quantile(&core::LatencySummary::p50), p99 = quantile(&core::LatencySummary::p99),
                   p999 = quantile(&core::LatencySummary::p999),
                   p9999 = quantile(&core::LatencySummary::p9999);
        const auto of = [](const Cell& c) { return c.open_loop.value_or(core::OpenLoop{}); };
        column({"msgs/s", Align::right, 2},
               [&](const Cell& c) { return whole(std::llround(of(c).rate_per_s)); });
        span(rows_.front()->measured.p99_us > 0 ? "holds at" : "planned", 1);
        const std::size_t before = grid_.columns.size();
        column({"p50"}, [&](const Cell& c) { return p50(c.latency); });
        judged_column({"p99"}, [&](const Cell& c) { return p99(c.latency); });
        column({"p99.9"}, [&](const Cell& c) { return p999(c.latency); });
        if (layout_.bound_by) column({"p99.99"}, [&](const Cell& c) { return p9999(c.latency); });
        span(fmt::format("response {}s", signs(terminal_).micro), grid_.columns.size() - before);
        if (layout_.other_ratio) {
            column({"p50", Align::right, layout_.group_gap},
                   [&](const Cell& c) { return p50(of(c).service); });
            column({"p99"}, [&](const Cell& c) { return p99(of(c).service); });
            span("service", 2);
        }
        if (layout_.syscalls) {
            column({"p99", Align::right, layout_.group_gap},
                   [&](const Cell& c) { return p99(of(c).lateness); });
            span("late", 1);
        }
        if (layout_.cpu_by_side) {
            column({"/msg", Align::right, layout_.group_gap},
                   [&](const Cell& c) { return measured_or_absent(c.cpu_ns_per_op_server, us, terminal_); });
            if (layout_.margins) ratio_to_floor(true, true, false);
            span(fmt::format("srv CPU {}s", signs(terminal_).micro), layout_.margins ? 2 : 1);
        }
        if (layout_.syscalls && syscalls_counted) {
            column({"srv", Align::right, layout_.group_gap},
                   [&](const Cell& c) { return or_absent(c.per_op_server.syscalls, 1, terminal_); });
            span("sysc", 1);
        }
    }

    struct Title {
        std::size_t before = 0;
        std::string text;
    };

    std::string subject(const Cell& cell) const { return printable(program_text(cell), terminal_); }

    template <class TextOf>
    void column(GridColumn heading, TextOf text_of) {
        std::vector<std::string> texts;
        for (const Cell* cell : rows_) texts.push_back(text_of(*cell));
        add(std::move(heading), std::move(texts), false);
    }

    template <class TextOf>
    void judged_column(GridColumn heading, TextOf text_of) {
        column(std::move(heading), text_of);
        is_judged_.back() = true;
    }

    void add(GridColumn heading, std::vector<std::string> texts, bool judged) {
        grid_.columns.push_back(std::move(heading));
        columns_.push_back(std::move(texts));
        is_judged_.push_back(judged);
    }

    void span(std::string heading, std::size_t columns) {
        grid_.spans.push_back({std::move(heading), grid_.columns.size() - columns, grid_.columns.size() - 1});
    }

    void ratio_to_floor(bool cpu, bool margins, bool judged) {
        std::vector<std::optional<core::Estimate>> values;
        for (const Cell* cell : rows_) {
            const auto& value = cpu ? cell->over_floor_cpu : cell->over_floor_wall;
            // The first floor is what the others are divided by, so it stands at 1 by definition.
            const bool is_reference = !value && cell->role == Role::floor && cell == first_floor();
            values.push_back(is_reference ? std::optional(core::Estimate{1.0, {}, {}}) : value);
        }
        const bool planned = !rows_.empty() && core::is_open_loop(rows_.front()->measured);
        const std::string name = planned ? fmt::format("{} floor", signs(terminal_).times)
                                 : cpu   ? "CPU"
                                         : "wall";
        add({name, Align::left, cpu && !planned ? layout_.group_gap : 2},
            ratio_column(values, margins, terminal_), judged);
    }

    /// Rows of floors stand first; the one without a ratio is what the others are divided by.
    const Cell* first_floor() const {
        for (const Cell* cell : rows_)
            if (cell->role == Role::floor && !cell->over_floor_cpu && !cell->over_floor_wall) return cell;
        return nullptr;
    }

    void ratios() {
        const bool by_cpu = rows_.empty() || judged_by_cpu(rows_.front()->measured);
        const std::size_t before = grid_.columns.size();
        for (const bool cpu : {true, false}) {
            const bool judged = cpu == by_cpu;
            if (!judged && !layout_.other_ratio) continue;
            ratio_to_floor(cpu, layout_.margins && (judged || layout_.both_margins), judged);
        }
        span(fmt::format("{} floor", signs(terminal_).times), grid_.columns.size() - before);
    }

    Style style_of(std::size_t row, std::size_t column) const {
        const Cell* cell = rows_[row];
        if (cell->role == Role::floor) return Style::dim;
        const bool best = std::find(best_.begin(), best_.end(), cell) != best_.end();
        return best && (column == 0 || is_judged_[column]) ? Style::good : Style::plain;
    }

    Grid assembled() {
        auto title = titles_.begin();
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            if (title != titles_.end() && title->before == row) grid_.rows.push_back({{}, (title++)->text});
            GridRow line;
            for (std::size_t i = 0; i < columns_.size(); ++i)
                line.cells.push_back({columns_[i][row], style_of(row, i)});
            grid_.rows.push_back(std::move(line));
        }
        return std::move(grid_);
    }

    const CaseLayout& layout_;
    const Terminal& terminal_;
    Cells rows_;
    Cells best_;
    std::vector<Title> titles_;
    Grid grid_;
    std::vector<std::vector<std::string>> columns_;
    std::vector<bool> is_judged_;
};

} // namespace

Grid case_grid(const Cells& cells, const CaseLayout& layout, bool syscalls_counted,
               const Terminal& terminal) {
    return CaseGrid(cells, layout, terminal).build(syscalls_counted);
}

} // namespace tare::report
