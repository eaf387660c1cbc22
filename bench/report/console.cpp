#include "bench/report/console.hpp"

#include "bench/report/case_layout.hpp"
#include "bench/report/case_table.hpp"
#include "bench/report/case_words.hpp"
#include "bench/report/format.hpp"
#include "bench/report/machine_text.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace tare::report {
namespace {

using core::Cell;
using core::RunResult;

constexpr int kConsoleLabelWidth = 11;

std::string fact(std::string_view label, std::string_view text, const Terminal& terminal) {
    return hanging(pad_right(label, kConsoleLabelWidth), Style::dim, printable(text, terminal), terminal);
}

/// "30", or "10–46"; what was planned, where nothing was measured.
std::string from_to(std::optional<int> least, int most, int planned, const Terminal& terminal) {
    if (!least) return std::to_string(planned);
    if (*least == most) return std::to_string(most);
    return fmt::format("{}{}{}", *least, signs(terminal).absent, most);
}

/// Rounds of each session: more than planned where they went on for precision, fewer where time was short.
std::string rounds_taken(const RunResult& result, const Terminal& terminal) {
    std::optional<int> least;
    int most = 0;
    for (const Cell& cell : result.cells)
        for (const core::SessionValue& session : cell.sessions) {
            const int rounds = session.rounds + session.dropped;
            least = std::min(least.value_or(rounds), rounds);
            most = std::max(most, rounds);
        }
    return from_to(least, most, result.run.rounds, terminal);
}

/// "5 sessions", or "2–3 sessions" where the budget was used up before all cases had their last one.
std::string sessions_taken(const RunResult& result, const Terminal& terminal) {
    std::optional<int> least;
    int most = 0;
    for (const Cell& cell : result.cells) {
        if (cell.sessions.empty()) continue;
        const int sessions = static_cast<int>(cell.sessions.size());
        least = std::min(least.value_or(sessions), sessions);
        most = std::max(most, sessions);
    }
    const auto count = from_to(least, most, result.run.sessions, terminal);
    return fmt::format("{} session{}", count, count == "1" ? "" : "s");
}

/// "12 ms", or "12–200 ms" where some case has longer ones.
std::string block_lengths(const core::RunFacts& run, const Terminal& terminal) {
    return run.longest_block_ms
               ? fmt::format("{:g}{}{:g} ms", run.block_ms, signs(terminal).absent, *run.longest_block_ms)
               : fmt::format("{:g} ms", run.block_ms);
}

std::string measurer_line(const core::RunFacts& run) {
    const std::string recording =
        run.recording_ns ? fmt::format("recording a message costs {}", duration(*run.recording_ns))
                         : "recording cost not measured";
    const std::string harness =
        run.harness_cpu_share ? fmt::format("the harness used {} of a core", percent(*run.harness_cpu_share))
                              : "the harness's own CPU time not measured";
    return recording + " · " + harness;
}

std::string head(const RunResult& result, const Terminal& terminal) {
    const core::RunFacts& run = result.run;
    std::string tool = fmt::format("tare {}", result.tare.version);
    if (!result.tare.revision.empty())
        tool +=
            fmt::format(" ({}{})", result.tare.revision.substr(0, 10), result.tare.dirty ? ", modified" : "");
    std::string title = fmt::format("{} · {}", run.suite.empty() ? "cases" : "suite " + run.suite, tool);
    if (!run.started_utc.empty()) title += " · " + run.started_utc;

    std::string text;
    for (const std::string& line : wrapped(printable(title, terminal), terminal.width))
        text += styled(line, Style::bold, terminal) + '\n';
    if (run.partial)
        text += hanging(pad_right("partial", kConsoleLabelWidth), Style::bad,
                        "this run was interrupted: what was measured until then", terminal);
    text += fact("machine", machine_line(result.machine), terminal);
    if (!run.cores_reason.empty()) text += fact("cores", run.cores_reason, terminal);
    if (!run.network.empty()) text += fact("network", run.network, terminal);
    std::string sampling =
        fmt::format("{} × {} rounds × {} · seed {}", sessions_taken(result, terminal),
                    rounds_taken(result, terminal), block_lengths(run, terminal), run.seed);
    if (run.took_s > 0) sampling += fmt::format(" · took {}", waiting_time(run.took_s));
    text += fact("sampling", sampling, terminal);
    return text + fact("measurer", measurer_line(run), terminal);
}

/// Cells by case, in the order in which the cases first appear.
std::vector<std::vector<const Cell*>> by_case(const std::vector<Cell>& cells) {
    std::vector<std::vector<const Cell*>> groups;
    for (const Cell& cell : cells) {
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const auto& g) { return g.front()->measured == cell.measured; });
        if (group == groups.end())
            groups.push_back({&cell});
        else
            group->push_back(&cell);
    }
    return groups;
}

/// The ratio that the explanation uses: the first that differs visibly from 1, so that it says something.
const Cell* example(const std::vector<Cell>& cells) {
    const auto found = std::find_if(cells.begin(), cells.end(), [](const Cell& cell) {
        return cell.status == core::Status::ok && cell.role != core::Role::floor && cell.over_floor_cpu &&
               judged_by_cpu(cell.measured) && !core::is_open_loop(cell.measured) &&
               std::abs(cell.over_floor_cpu->est - 1) >= 0.005;
    });
    return found == cells.end() ? nullptr : &*found;
}

std::string how_to_read(const RunResult& result) {
    const bool planned = std::all_of(result.cells.begin(), result.cells.end(),
                                     [](const Cell& cell) { return core::is_open_loop(cell.measured); });
    if (planned) {
        const bool searched = std::all_of(result.cells.begin(), result.cells.end(),
                                          [](const Cell& cell) { return cell.measured.p99_us > 0; });
        return fmt::format(
            "messages leave by a schedule, whether the ones before are answered or not; response counts from "
            "when a message was due, service from when it was sent, late is how late the client itself was; "
            "srv CPU is the server's alone, and × floor that over the bare socket's; {} first",
            searched ? "highest rate" : "lowest p99");
    }
    const Cell* cell = example(result.cells);
    const double value = cell ? cell->over_floor_cpu->est : 1.24;
    const auto per_cent = std::llround(std::abs(value - 1) * 100);
    const bool several = std::any_of(result.cells.begin(), result.cells.end(), [](const Cell& c) {
        return c.measured.connections > 1 && (c.fairness || c.server_bytes_per_connection);
    });
    return fmt::format(
        "× floor {:.2f}: costs {} % {} CPU a message, both ends together, than the bare socket doing the "
        "same exchange; ± is the 99 % interval; wall is time on the clock; srv and cli are the server's "
        "and the client's process; best first{}",
        value, per_cent, value < 1 ? "less" : "more",
        several ? "; a conn: messages of the connection that got fewest, over the mean of all, and the "
                  "server's memory for each, in KiB; kern: the kernel's, of both its ends"
                : "");
}

std::string foot(const RunResult& result, const std::vector<std::string>& left_out, bool syscalls_counted,
                 const Terminal& terminal) {
    std::string text;
    for (const std::string& warning : result.run.warnings)
        text += hanging(pad_right("warning", kConsoleLabelWidth), Style::caution,
                        printable(warning, terminal), terminal);
    if (!syscalls_counted) text += fact("syscalls", "not counted on this machine", terminal);
    if (!left_out.empty())
        text +=
            fact("left out",
                 fmt::format("{}: they need more than {} columns", fmt::join(left_out, ", "), terminal.width),
                 terminal);
    return text + fact("to read it", how_to_read(result), terminal);
}

} // namespace

std::string console_table(const RunResult& result, const Terminal& terminal) {
    std::string text = head(result, terminal);
    std::vector<std::string> left_out;
    bool syscalls_counted = false, any_row = false;
    for (const auto& cells : by_case(result.cells)) {
        const CaseTable table = case_table(cells, terminal);
        text += '\n' + table.text;
        syscalls_counted |= table.syscalls_counted;
        any_row |=
            std::any_of(cells.begin(), cells.end(), [](auto* c) { return c->status == core::Status::ok; });
        for (const std::string& name : table.left_out)
            if (std::find(left_out.begin(), left_out.end(), name) == left_out.end()) left_out.push_back(name);
    }
    text += '\n';
    if (!any_row) return text + styled("Nothing could be measured.", Style::bad, terminal) + '\n';
    return text + foot(result, left_out, syscalls_counted, terminal);
}

} // namespace tare::report
