#include "bench/report/case_words.hpp"

#include "bench/report/format.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace tare::report {
namespace {

using core::Cell;
using core::Status;

std::string_view placement_in_words(core::Placement placement) {
    switch (placement) {
    case core::Placement::same:
        return "both ends on one core";
    case core::Placement::split:
        return "two cores";
    case core::Placement::smt:
        return "two threads of one core";
    case core::Placement::numa:
        return "two NUMA nodes";
    case core::Placement::network:
        return "over a network";
    }
    return "";
}

/// Whom a remark is about, by program, each with the roles it stood in; and what is said of them.
struct Remark {
    std::string text;
    std::vector<std::pair<std::string, std::vector<std::string>>> programs;

    void add(const Cell& cell) {
        const std::string name = program_text(cell);
        auto found = std::find_if(programs.begin(), programs.end(), [&](auto& p) { return p.first == name; });
        if (found == programs.end()) found = programs.insert(programs.end(), {name, {}});
        found->second.emplace_back(core::to_string(cell.role));
    }

    [[nodiscard]] std::string whom() const {
        std::vector<std::string> names;
        for (const auto& [program, roles] : programs)
            names.push_back(roles.size() == 1 && roles.front() == "floor"
                                ? program
                                : fmt::format("{} ({})", program, fmt::join(roles, ", ")));
        return fmt::format("{}", fmt::join(names, ", "));
    }
};

void gather(std::vector<Remark>& remarks, const std::string& text, const Cell& cell) {
    auto found =
        std::find_if(remarks.begin(), remarks.end(), [&](const Remark& r) { return r.text == text; });
    if (found == remarks.end()) found = remarks.insert(remarks.end(), Remark{text, {}});
    found->add(cell);
}

/// Notes are words for programs too; these are the ones that the harness writes.
std::string_view in_words(std::string_view note) {
    if (note == "few-sessions") return "fewer than 3 sessions: the interval is too narrow";
    if (note == "no-steady-state")
        return "not steady: not warm before it was measured, or its cost moved meanwhile";
    if (note == "noisy") return "more than a fifth of a session's rounds were disturbed";
    if (note == "late-generator")
        return "the client was late: its p99 lateness is more than a tenth of the p50 response";
    if (note == "failed-blocks") return "some of its blocks failed";
    return note;
}

bool has(const Cell& cell, const std::string& note) {
    return std::find(cell.notes.begin(), cell.notes.end(), note) != cell.notes.end();
}

/// Whether every row of the table carries this note; of one row alone it is better said with its name.
bool is_shared(const std::string& note, const std::vector<const Cell*>& cells) {
    const auto rows =
        std::count_if(cells.begin(), cells.end(), [](auto* c) { return c->status == Status::ok; });
    return rows > 1 && std::all_of(cells.begin(), cells.end(), [&](const Cell* cell) {
               return cell->status != Status::ok || has(*cell, note);
           });
}

std::vector<std::string> shared_notes(const std::vector<const Cell*>& cells) {
    const auto row =
        std::find_if(cells.begin(), cells.end(), [](auto* c) { return c->status == Status::ok; });
    std::vector<std::string> notes;
    if (row != cells.end())
        std::copy_if((*row)->notes.begin(), (*row)->notes.end(), std::back_inserter(notes),
                     [&](const std::string& note) { return is_shared(note, cells); });
    return notes;
}

/// A round trip carries the payload twice.
std::string compression_in_words(const Cell& cell) {
    const double payload = 2 * static_cast<double>(cell.measured.size_bytes);
    return fmt::format("{:.2f} of the payload's bytes on the wire", *cell.wire_bytes_per_op / payload);
}

std::string lines(const std::vector<Remark>& remarks, std::string_view head, Style style,
                  const Terminal& terminal) {
    std::string text;
    for (const Remark& remark : remarks)
        text += hanging(pad_right(fmt::format(" {}", head), 14), style,
                        printable(fmt::format("{}: {}", remark.whom(), remark.text), terminal), terminal);
    return text;
}

} // namespace

namespace {

std::string payload_in_words(const core::Case& measured) {
    const std::string size = whole(measured.size_bytes) + " B";
    if (measured.workload == core::Workload::stream)
        return fmt::format("{} {} messages pushed {}", size, to_string(measured.kind),
                           measured.rate_per_s > 0 ? fmt::format("at {} a second", whole(measured.rate_per_s))
                                                   : std::string("as fast as it goes"));
    if (measured.workload == core::Workload::transfer)
        return fmt::format("a file of {} {}{}", size, to_string(measured.direction),
                           measured.fragment_bytes > 0
                               ? fmt::format(" in fragments of {} B", whole(measured.fragment_bytes))
                               : std::string());
    if (measured.workload == core::Workload::broadcast)
        return fmt::format("{} {} to everybody", size, to_string(measured.kind));
    return fmt::format("{} {}", size, to_string(measured.kind));
}

} // namespace

std::string case_in_words(const core::Case& measured, const Terminal& terminal) {
    const std::string_view dot = signs(terminal).dot;
    std::string ends = measured.connections == 1 ? "1 connection"
                                                 : fmt::format("{} connections", whole(measured.connections));
    if (measured.depth > 1) ends += fmt::format(" {} {} outstanding", dot, whole(measured.depth));
    if (measured.rate_per_s > 0 && measured.workload != core::Workload::stream)
        ends += fmt::format(" {} {} messages a second", dot, whole(measured.rate_per_s));
    if (measured.load_percent > 0)
        ends += fmt::format(" {} {} % of its capacity", dot, measured.load_percent);
    if (measured.p99_us > 0)
        ends += fmt::format(" {} the highest rate that holds p99 {} {}s", dot, whole(measured.p99_us),
                            signs(terminal).micro);
    if (measured.workload == core::Workload::connect)
        return fmt::format("a connection's life {} {} at a time {} {} {} {} {} {}", dot,
                           whole(measured.connections), dot,
                           measured.resumed                             ? "wss (TLS), resumed"
                           : measured.transport == core::Transport::wss ? "wss (TLS)"
                                                                        : "ws",
                           dot, placement_in_words(measured.placement), dot,
                           measured.wait == core::WaitMode::spin ? "spinning" : "blocking");
    return fmt::format("{} {} {} {} {}{} {} {} {} {}", payload_in_words(measured), dot, ends, dot,
                       measured.transport == core::Transport::wss ? "wss (TLS)" : "ws",
                       measured.deflate ? ", deflate" : "", dot, placement_in_words(measured.placement), dot,
                       measured.wait == core::WaitMode::spin ? "spinning" : "blocking");
}

std::string case_title(const core::Case& measured, const Terminal& terminal) {
    const std::string id = core::case_id(measured);
    const int room = terminal.width - display_width(id) - 3;
    return styled(id, Style::bold, terminal) + "   " +
           styled(shortened(case_in_words(measured, terminal), room, terminal), Style::dim, terminal) + '\n';
}

std::string program_text(const Cell& cell) {
    if (cell.role == core::Role::pair && cell.server.variant != cell.client.variant &&
        !cell.server.variant.empty() && !cell.client.variant.empty())
        return fmt::format("{} {}/{}", cell.subject.contender, cell.server.variant, cell.client.variant);
    return fmt::format("{} {}", cell.subject.contender, cell.subject.variant);
}

bool has_note_of_its_own(const Cell& cell, const std::vector<const Cell*>& cells) {
    return std::any_of(cell.notes.begin(), cell.notes.end(),
                       [&](const std::string& note) { return !is_shared(note, cells); });
}

std::string remarks(const std::vector<const Cell*>& cells, const Terminal& terminal) {
    std::vector<Remark> invalid, unavailable, notes, wire;
    for (const Cell* cell : cells) {
        const std::string reason = cell->reason.empty() ? "no reason was given" : cell->reason;
        if (cell->status == Status::invalid) gather(invalid, reason, *cell);
        if (cell->status == Status::unavailable) gather(unavailable, reason, *cell);
        if (cell->measured.deflate && cell->wire_bytes_per_op && cell->measured.size_bytes > 0)
            gather(wire, compression_in_words(*cell), *cell);
        for (const std::string& note : cell->notes)
            if (!is_shared(note, cells)) gather(notes, std::string(in_words(note)), *cell);
    }
    std::string shared;
    for (const std::string& note : shared_notes(cells))
        shared += hanging(" note         ", Style::caution,
                          printable(fmt::format("every row: {}", in_words(note)), terminal), terminal);
    return lines(wire, "wire", Style::plain, terminal) + lines(invalid, "invalid", Style::bad, terminal) +
           lines(unavailable, "unavailable", Style::dim, terminal) +
           lines(notes, "* note", Style::caution, terminal) + shared;
}

} // namespace tare::report
