#include "bench/report/history_text.hpp"

#include "bench/report/format.hpp"
#include "bench/report/grid.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace tare::report {
namespace {

using core::HistoryPoint;
using core::Metric;
using core::Role;
using core::Series;

bool is_ratio(const Series& series) {
    return series.role != Role::floor && (series.metric == Metric::cpu || series.metric == Metric::wall);
}

std::string unit(const Series& series, const Terminal& terminal) {
    const bool floor = series.role == Role::floor;
    switch (series.metric) {
    case Metric::cpu:
        return floor ? "CPU ns/msg" : fmt::format("{} floor, CPU", signs(terminal).times);
    case Metric::wall:
        return floor ? "wall ns/msg" : fmt::format("{} floor, wall", signs(terminal).times);
    case Metric::p99:
        return "p99 ns";
    case Metric::rate:
        return "messages/s";
    }
    return "";
}

std::string programs(const Series& series) {
    const auto name = [](const core::Program& program) { return program.contender + " " + program.variant; };
    switch (series.role) {
    case Role::floor:
        return "floor " + name(series.subject);
    case Role::server:
        return fmt::format("server {}, with the client {}", name(series.server), name(series.client));
    case Role::client:
        return fmt::format("client {}, with the server {}", name(series.client), name(series.server));
    case Role::pair:
        return fmt::format("pair {} / {}", name(series.server), series.client.variant);
    }
    return "";
}

/// "1.41 ±.04", "5 240 ±12"
std::string value_text(const Series& series, const core::Estimate& value, const Terminal& terminal) {
    const auto plus_minus = signs(terminal).plus_minus;
    if (is_ratio(series)) {
        const auto text = ratio(value, plus_minus);
        return text.whole + text.fraction + (text.margin.empty() ? "" : " " + text.margin);
    }
    std::string text = three_digits(value.est);
    if (value.lo && value.hi)
        text += fmt::format(" {}{}", plus_minus,
                            three_digits(std::max(value.est - *value.lo, *value.hi - value.est)));
    return text;
}

std::string signed_percent(double share) { return fmt::format("{:+.1f} %", share * 100); }

std::string chance(double p) { return p < 0.001 ? "p < 0.001" : fmt::format("p {:.3f}", p); }

/// "2026-11-20 22:26" of "2026-11-20T22:26:48Z"; other texts as they are.
std::string date_text(const std::string& utc) {
    if (utc.size() < 16 || utc[10] != 'T') return utc;
    return utc.substr(0, 10) + ' ' + utc.substr(11, 5);
}

std::string revision_text(const HistoryPoint& point) {
    return point.revision.substr(0, 10) + (point.dirty ? "*" : "");
}

/// Beside a row: one word for what is said in full under the table.
std::string mark(const HistoryPoint& point) {
    if (point.change) return "changed";
    if (point.status != core::Status::ok) return std::string(core::to_string(point.status));
    return point.partial ? "interrupted" : "";
}

std::string table(const Series& series, const Terminal& terminal) {
    Grid grid;
    grid.columns = {{"started (UTC)", Align::left, 2},
                    {"revision", Align::left},
                    {"sessions"},
                    {unit(series, terminal)},
                    {"change"},
                    {"", Align::left}};
    const std::string absent(signs(terminal).absent);
    for (const auto& point : series.points) {
        const auto style = point.change ? Style::caution : Style::plain;
        grid.rows.push_back({{{printable(date_text(point.started_utc), terminal)},
                              {printable(revision_text(point), terminal)},
                              {fmt::format("{}", point.sessions)},
                              {point.value ? value_text(series, *point.value, terminal) : absent, style},
                              {point.delta ? signed_percent(*point.delta) : absent, style},
                              {mark(point), point.change ? Style::caution : Style::dim}},
                             ""});
    }
    return grid_text(grid, terminal);
}

/// In full, under the table.
std::string remarks(const Series& series, const Terminal& terminal) {
    std::string text;
    const auto add = [&](std::string_view head, Style style, const std::string& sentence) {
        text += hanging(fmt::format("  {}  ", head), style, printable(sentence, terminal), terminal);
    };
    for (const auto& point : series.points) {
        const auto from = fmt::format("{} of {}", revision_text(point), date_text(point.started_utc));
        if (point.change) {
            const auto& change = *point.change;
            add("changed", Style::caution,
                fmt::format("by {} with {} ({}{})", signed_percent(change.shift), from,
                            chance(change.p_sessions),
                            change.p_runs ? ", by runs " + chance(*change.p_runs) : ""));
        }
        if (point.status != core::Status::ok)
            add(core::to_string(point.status), Style::dim, fmt::format("{}: {}", from, point.reason));
        if (point.partial) add("interrupted", Style::dim, from);
    }
    return text;
}

std::string curve(const Series& series, const Terminal& terminal) {
    std::vector<double> values;
    for (const auto& point : series.points)
        if (point.value) values.push_back(point.value->est);
    if (values.size() < 2) return "";
    return fmt::format("  {}\n", sparkline(values, terminal));
}

std::string key_heading(const Series& series, const Terminal& terminal) {
    const auto text = fmt::format(
        "{0} {1} {2} {1} key {3}", series.machine.empty() ? "unknown CPU" : series.machine,
        signs(terminal).dot, series.network.empty() ? "unknown network" : series.network, series.key);
    std::string out;
    for (const auto& line : wrapped(printable(text, terminal), terminal.width))
        out += styled(line, Style::bold, terminal) + '\n';
    return out;
}

} // namespace

std::string sparkline(const std::vector<double>& values, const Terminal& terminal) {
    constexpr std::array<std::string_view, 8> bars = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    constexpr std::array<std::string_view, 8> digits = {"1", "2", "3", "4", "5", "6", "7", "8"};
    if (values.empty()) return "";
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    std::string text;
    for (const double value : values) {
        const double share = *most > *least ? (value - *least) / (*most - *least) : 0.5;
        const auto level = std::min<std::size_t>(7, static_cast<std::size_t>(share * 8));
        text += terminal.unicode ? bars[level] : digits[level];
    }
    return text;
}

std::string history_text(const core::History& history, const Terminal& terminal) {
    std::set<std::string> keys;
    bool dirty = false, changed = false;
    for (const auto& series : history.series) {
        keys.insert(series.key);
        for (const auto& point : series.points) {
            dirty = dirty || point.dirty;
            changed = changed || point.change;
        }
    }
    std::string text = styled(history.case_id, Style::bold, terminal) + '\n';
    const auto paragraph = [&](const std::string& sentence) {
        for (const auto& line : wrapped(printable(sentence, terminal), terminal.width)) text += line + '\n';
    };
    if (keys.size() > 1)
        paragraph(fmt::format("The results have {} hardware keys. They are not comparable and stand apart.",
                              keys.size()));
    std::string key;
    for (const auto& series : history.series) {
        if (series.key != key) text += '\n' + key_heading(series, terminal);
        key = series.key;
        text += '\n' + styled(printable(programs(series), terminal), Style::bold, terminal) + '\n';
        text += table(series, terminal) + curve(series, terminal) + remarks(series, terminal);
    }
    if (changed || dirty) text += '\n';
    if (changed)
        paragraph("changed: from this run on the sessions differ from those before; p is how often shuffled "
                  "sessions differ as "
                  "much (E-divisive, 0.01 at most). By runs: the same with whole runs shuffled; without it "
                  "there are too few.");
    if (dirty) paragraph("*: built from modified sources.");
    return text;
}

} // namespace tare::report
