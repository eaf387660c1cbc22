#include "bench/report/case_rows.hpp"

#include "bench/report/case_layout.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace tare::report {
namespace {

using core::Cell;
using core::Role;

const std::optional<core::Estimate>& judged_ratio(const Cell& cell) {
    return judged_by_cpu(cell.measured) ? cell.over_floor_cpu : cell.over_floor_wall;
}

/// Floors without a ratio are the reference itself: first. Elsewhere a missing ratio is a lack: last. Under a
/// schedule everybody is asked the same, and who answers soonest is first; where a response time is given,
/// who holds it at the highest rate.
double rank(const Cell& cell) {
    if (cell.measured.p99_us > 0)
        return cell.open_loop ? -cell.open_loop->rate_per_s : std::numeric_limits<double>::infinity();
    if (core::is_open_loop(cell.measured))
        return cell.latency.p99.value_or(std::numeric_limits<double>::infinity());
    if (judged_ratio(cell)) return judged_ratio(cell)->est;
    return cell.role == Role::floor ? 0 : std::numeric_limits<double>::infinity();
}

} // namespace

Cells rows_of(const Cells& cells, Role role) {
    Cells rows;
    std::copy_if(cells.begin(), cells.end(), std::back_inserter(rows),
                 [&](const Cell* cell) { return cell->role == role && cell->status == core::Status::ok; });
    std::stable_sort(rows.begin(), rows.end(), [](const Cell* a, const Cell* b) {
        const double rank_a = rank(*a), rank_b = rank(*b);
        return rank_a != rank_b ? rank_a < rank_b : a->ops_per_s.est > b->ops_per_s.est;
    });
    return rows;
}

std::string group_title(Role role, const Cells& rows, const Terminal& terminal) {
    if (role == Role::floor)
        return rows.front()->measured.deflate ? "floor: the bare socket, the same messages uncompressed"
               : rows.front()->measured.workload == core::Workload::connect
                   ? "floor: the bare socket, as many bytes as a handshake has"
                   : "floor: the bare socket, same bytes";
    if (role == Role::pair) return "pairs: both ends from one library";
    const bool servers = role == Role::server;
    const auto other = [&](const Cell* cell) { return servers ? cell->client : cell->server; };
    const bool alike =
        std::all_of(rows.begin(), rows.end(), [&](const Cell* c) { return other(c) == other(rows.front()); });
    const core::Program end = other(rows.front());
    return fmt::format("{}, each with {} {}", servers ? "servers" : "clients",
                       servers ? "the client" : "the server",
                       alike ? printable(fmt::format("{} {}", end.contender, end.variant), terminal)
                             : "named in the result");
}

} // namespace tare::report
