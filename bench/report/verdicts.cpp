#include "bench/report/verdicts.hpp"

#include "bench/report/grid.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace tare::report {
namespace {

using core::Judgement;
using core::Verdict;

constexpr int kVerdictLabelWidth = 10;

/// "+2.1 %" of a ratio; tenths are as fine as any verdict is.
std::string change_text(double ratio) { return fmt::format("{:+.1f} %", 100 * (ratio - 1)); }

std::string interval_text(const core::Estimate& change) {
    if (!change.lo || !change.hi) return "";
    return fmt::format("{:+.1f} to {:+.1f}", 100 * (*change.lo - 1), 100 * (*change.hi - 1));
}

std::string program_name(const Judgement& judgement) {
    return judgement.subject.contender + " " + judgement.subject.variant;
}

std::string_view verdict_word(const Judgement& judgement) {
    const bool open =
        judgement.suspected && !judgement.confirmed && judgement.verdict == Verdict::inconclusive;
    return open ? "suspected" : core::to_string(judgement.verdict);
}

Style style_of(const Judgement& judgement) {
    switch (judgement.verdict) {
    case Verdict::regressed:
        return Style::bad;
    case Verdict::improved:
        return Style::good;
    case Verdict::equivalent:
        return Style::plain;
    default:
        return judgement.suspected && !judgement.confirmed ? Style::caution : Style::dim;
    }
}

GridRow row_of(const Judgement& judgement, const Terminal& terminal) {
    const auto absent = std::string(signs(terminal).absent);
    GridRow row;
    row.cells.push_back({printable(program_name(judgement), terminal)});
    row.cells.push_back({std::string(core::to_string(judgement.role))});
    row.cells.push_back(
        {judgement.gate == core::Gate::cpu ? "CPU" : std::string(core::to_string(judgement.gate))});
    row.cells.push_back({judgement.change ? change_text(judgement.change->est) : absent});
    row.cells.push_back({judgement.change ? interval_text(*judgement.change) : absent});
    row.cells.push_back(
        {judgement.least_detectable ? fmt::format("{:.1f} %", 100 * *judgement.least_detectable) : absent});
    row.cells.push_back({judgement.change
                             ? judgement.base_sessions == judgement.new_sessions
                                   ? std::to_string(judgement.new_sessions)
                                   : fmt::format("{}:{}", judgement.base_sessions, judgement.new_sessions)
                             : absent});
    row.cells.push_back({std::string(verdict_word(judgement)), style_of(judgement)});
    return row;
}

std::string labelled(std::string_view label, const std::string& text, const Terminal& terminal,
                     Style style = Style::dim) {
    return hanging(pad_right(label, kVerdictLabelWidth), style, printable(text, terminal), terminal);
}

std::string head_line(const core::Compared& one) {
    std::string text = one.name;
    if (!one.tare_revision.empty()) text += " · tare " + one.tare_revision.substr(0, 10);
    if (!one.started_utc.empty()) text += " · " + one.started_utc;
    return text;
}

std::string head(const core::Comparison& comparison, const Terminal& terminal) {
    std::string text = labelled(comparison.interleaved ? "A" : "base", head_line(comparison.base), terminal) +
                       labelled(comparison.interleaved ? "B" : "new", head_line(comparison.now), terminal);
    if (!comparison.now.key.empty()) text += labelled("hardware", comparison.now.key, terminal);
    if (!comparison.key_differs.empty()) {
        text += labelled("forced",
                         "these are different machines, and the verdicts mean little: " +
                             core::to_string(comparison.key_differs),
                         terminal, Style::bad);
    }
    for (const auto& warning : comparison.warnings)
        text += labelled("warning", warning, terminal, Style::caution);
    return text;
}

/// Reasons and notes below the table, each once, with the rows that it holds for.
std::string remarks(const std::vector<Judgement>& judgements, const Terminal& terminal) {
    std::vector<std::string> order;
    std::map<std::string, std::vector<std::string>> rows;
    const auto say = [&](const Judgement& judgement, const std::string& remark) {
        auto& named = rows[remark];
        if (named.empty()) order.push_back(remark);
        named.push_back(fmt::format("{} {} ({})", core::case_id(judgement.measured), program_name(judgement),
                                    core::to_string(judgement.role)));
    };
    for (const auto& judgement : judgements) {
        if (!judgement.reason.empty())
            say(judgement, fmt::format("{}: {}", verdict_word(judgement), judgement.reason));
        for (const auto& note : judgement.notes) {
            if (note == core::kNoteSameProgram)
                say(judgement,
                    "same-program: both ends are the same byte for byte as in the baseline, so what "
                    "changed is the machine");
            else if (note == core::kNoteLayoutSuspect)
                say(judgement,
                    "layout-suspect: the same code, linked anew, changes the other way, so what decides is "
                    "where it lies and not what it does");
            else if (note != core::kNoteNumberLost)
                say(judgement, note);
        }
    }
    std::string text;
    for (const auto& remark : order)
        text += hanging(" ", Style::dim,
                        printable(fmt::format("{}: {}", fmt::join(rows[remark], ", "), remark), terminal),
                        terminal);
    return text;
}

std::string sentence(const Judgement& judgement) {
    const auto& change = *judgement.change;
    const char* what = judgement.gate == core::Gate::cpu    ? "CPU time for a message"
                       : judgement.gate == core::Gate::wall ? "time for a message"
                                                            : "at the 99th percentile";
    std::string interval;
    if (change.lo && change.hi)
        interval =
            fmt::format("; {:.6g} % sure of {}", 100 * judgement.confidence, interval_text(change) + " %");
    return fmt::format("{}, {} {}: {} {}{}.", core::case_id(judgement.measured), program_name(judgement),
                       core::to_string(judgement.role), change_text(change.est), what, interval);
}

} // namespace

std::string verdict_summary(const core::Comparison& comparison, const Terminal& terminal) {
    std::vector<std::string> order{"regressed", "suspected", "improved", "equivalent"};
    std::map<std::string, int> counts;
    bool lost = false;
    for (const auto& judgement : comparison.judgements) {
        const std::string word(verdict_word(judgement));
        if (std::find(order.begin(), order.end(), word) == order.end()) order.push_back(word);
        ++counts[word];
        lost |= std::find(judgement.notes.begin(), judgement.notes.end(), core::kNoteNumberLost) !=
                judgement.notes.end();
    }
    std::vector<std::string> parts;
    for (const auto& word : order)
        if (const auto found = counts.find(word); found != counts.end())
            parts.push_back(fmt::format("{} {}", found->second, word));
    std::string text = parts.empty() ? "Nothing to compare.\n" : fmt::format("{}.\n", fmt::join(parts, ", "));
    for (const auto& judgement : comparison.judgements)
        if (judgement.verdict == Verdict::regressed || core::is_open(judgement))
            text += hanging(
                "", Style::plain,
                printable(fmt::format("{}: {}", verdict_word(judgement), sentence(judgement)), terminal),
                terminal);
    if (lost) text += "A row that the baseline has a number for has none now.\n";
    return text;
}

std::string verdict_table(const core::Comparison& comparison, const Terminal& terminal) {
    Grid grid;
    grid.columns = {{"contender", Align::left, 1}, {"role", Align::left},      {"by", Align::left},
                    {"change", Align::right},      {"interval", Align::right}, {"could see", Align::right},
                    {"sessions", Align::right},    {"verdict", Align::left}};
    const core::Case* measured = nullptr;
    for (const auto& judgement : comparison.judgements) {
        if (!measured || *measured != judgement.measured)
            grid.rows.push_back({{}, core::case_id(judgement.measured)});
        measured = &judgement.measured;
        grid.rows.push_back(row_of(judgement, terminal));
    }
    // What a narrow terminal can do without: the interval, then the sessions.
    for (const std::size_t column : {std::size_t{4}, std::size_t{5}}) {
        if (grid_width(grid) <= terminal.width) break;
        grid.columns.erase(grid.columns.begin() + static_cast<std::ptrdiff_t>(column));
        for (auto& row : grid.rows)
            if (column < row.cells.size())
                row.cells.erase(row.cells.begin() + static_cast<std::ptrdiff_t>(column));
    }
    std::string text = head(comparison, terminal);
    text += '\n';
    if (!grid.rows.empty()) text += grid_text(grid, terminal);
    text += remarks(comparison.judgements, terminal);
    text += '\n';
    text += verdict_summary(comparison, terminal);
    text +=
        labelled("",
                 fmt::format("change: {} of the cost over the floor's, + is dearer; could see: a slow-down "
                             "of that size is found 95 times of 100",
                             comparison.interleaved ? "B to A, paired in each round," : "new to base,"),
                 terminal);
    return text;
}

} // namespace tare::report
