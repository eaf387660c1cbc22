#include "bench/report/explanation.hpp"

#include "bench/report/case_words.hpp"
#include "bench/report/format.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

namespace tare::report {
namespace {

using core::Cell;
using core::EndExplained;
using core::Role;

/// Less often than once in twenty operations is not worth a word.
constexpr double kWorthAWord = 0.05;

struct Kind {
    std::string_view one, several;
    std::vector<std::string_view> names;
};

const std::array<Kind, 4> kKinds{{
    {"receive", "receives", {"read", "readv", "recvfrom", "recvmsg"}},
    {"send", "sends", {"write", "writev", "sendto", "sendmsg"}},
    {"wait",
     "waits",
     {"epoll_wait", "epoll_pwait", "epoll_pwait2", "poll", "ppoll", "select", "pselect6", "io_uring_enter",
      "futex", "clock_nanosleep"}},
    {"other call", "other calls", {}},
}};

/// Of each kind, for an operation; what no other kind names is of the last.
std::array<double, kKinds.size()> by_kind(const EndExplained& end) {
    std::array<double, kKinds.size()> counts{};
    for (const auto& [name, count] : end.syscalls) {
        const auto kind = std::find_if(kKinds.begin(), kKinds.end() - 1, [&](const Kind& k) {
            return std::find(k.names.begin(), k.names.end(), name) != k.names.end();
        });
        counts[static_cast<std::size_t>(kind - kKinds.begin())] += count;
    }
    return counts;
}

std::string in_words(const std::vector<std::string>& parts) {
    if (parts.size() < 2) return parts.empty() ? "" : parts.front();
    return fmt::format("{} and {}", fmt::join(parts.begin(), parts.end() - 1, ", "), parts.back());
}

/// "3.0 receives and 2.0 waits more than the floor, 1.0 send fewer".
std::string difference(const EndExplained& end, const EndExplained& floor) {
    const auto ours = by_kind(end), theirs = by_kind(floor);
    std::vector<std::string> more, fewer;
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        const double differs = ours[i] - theirs[i];
        if (std::abs(differs) < kWorthAWord) continue;
        const std::string amount = three_digits(std::abs(differs));
        (differs > 0 ? more : fewer)
            .push_back(fmt::format("{} {}", amount, amount == "1.00" ? kKinds[i].one : kKinds[i].several));
    }
    if (more.empty() && fewer.empty()) return "the floor's calls";
    std::string text;
    if (!more.empty()) text = in_words(more) + " more than the floor";
    if (!fewer.empty())
        text += (text.empty() ? "" : ", ") + in_words(fewer) +
                (text.empty() ? " fewer than the floor" : " fewer");
    return text;
}

std::string calls(const EndExplained& end) {
    std::vector<std::pair<std::string, double>> sorted(end.syscalls.begin(), end.syscalls.end());
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> parts;
    for (const auto& [name, count] : sorted)
        if (count >= kWorthAWord) parts.push_back(fmt::format("{} {}", name, three_digits(count)));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string facts(const EndExplained& end, const core::PerOperation& per_op, const EndExplained* floor,
                  const Terminal& terminal) {
    std::vector<std::string> parts;
    if (!end.syscalls.empty()) parts.push_back(calls(end));
    if (floor && !end.syscalls.empty() && !floor->syscalls.empty()) parts.push_back(difference(end, *floor));
    if (per_op.voluntary_switches)
        parts.push_back(fmt::format("sleeps {}", three_digits(*per_op.voluntary_switches)));
    if (end.user_share)
        parts.push_back(
            fmt::format("CPU {} user, {} kernel", percent(*end.user_share), percent(1 - *end.user_share)));
    if (end.instructions)
        parts.push_back(fmt::format("{} instructions", whole(std::llround(*end.instructions))));
    return fmt::format("{}", fmt::join(parts, fmt::format(" {} ", signs(terminal).dot)));
}

/// The floor that the others are divided by: the one without a ratio.
const Cell* floor_of(const std::vector<Cell>& cells, const core::Case& measured) {
    const auto found = std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) {
        return cell.measured == measured && cell.role == Role::floor && cell.explained &&
               !cell.over_floor_cpu;
    });
    return found == cells.end() ? nullptr : &*found;
}

std::string row(const Cell& cell, const Cell* floor, const Terminal& terminal) {
    const bool is_reference = &cell == floor;
    std::string text;
    for (const bool server : {true, false}) {
        if (cell.role == (server ? Role::client : Role::server)) continue;
        const auto end = server ? &core::Explained::server : &core::Explained::client;
        const EndExplained* other = floor && !is_reference ? &((*floor->explained).*end) : nullptr;
        const std::string line =
            facts((*cell.explained).*end, server ? cell.per_op_server : cell.per_op_client, other, terminal);
        text += hanging(fmt::format("   {}", pad_right(server ? "server" : "client", 9)), Style::dim,
                        printable(line, terminal), terminal);
    }
    return fmt::format(" {}\n{}", printable(program_text(cell), terminal), text);
}

} // namespace

std::string explanation(const core::RunResult& result, const Terminal& terminal) {
    std::string text;
    const core::Case* last = nullptr;
    for (const Cell& cell : result.cells) {
        if (!cell.explained || cell.status != core::Status::ok) continue;
        if (last == nullptr || *last != cell.measured)
            text += fmt::format("\n{}   what a message is made of\n",
                                styled(core::case_id(cell.measured), Style::bold, terminal));
        last = &cell.measured;
        text += row(cell, floor_of(result.cells, cell.measured), terminal);
    }
    return text;
}

} // namespace tare::report
