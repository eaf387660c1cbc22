#include "bench/history/series.hpp"

#include "bench/stats/change_points.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

namespace tare::history {
namespace {

using core::Cell;
using core::Estimate;
using core::HistoryPoint;
using core::Metric;
using core::Series;
using core::SessionValue;
using Value = std::optional<double>;

constexpr std::uint64_t kSeed = 1;

Value ln_if_measured(double value) { return value > 0 ? Value(std::log(value)) : std::nullopt; }

/// A session's value as a logarithm, on which differences are per cent.
Value ln_of(const SessionValue& session, Metric metric, bool is_floor) {
    switch (metric) {
    case Metric::cpu:
        if (!is_floor) return session.ln_cpu_over_floor;
        return ln_if_measured(session.cpu_ns_per_op_server + session.cpu_ns_per_op_client);
    case Metric::wall:
        return is_floor ? ln_if_measured(session.wall_ns_per_op) : session.ln_wall_over_floor;
    case Metric::p99:
        return ln_if_measured(session.p99_ns.value_or(0));
    case Metric::rate:
        return ln_if_measured(session.ops_per_s);
    }
    return std::nullopt;
}

std::optional<Estimate> if_measured(const Estimate& estimate) {
    return estimate.est > 0 ? std::optional(estimate) : std::nullopt;
}

/// A rate's time; the ends change places.
Estimate time_of(const Estimate& rate) {
    const auto time = [](double per_s) { return 1e9 / per_s; };
    Estimate found{time(rate.est), {}, {}};
    if (rate.hi.value_or(0) > 0 && rate.lo.value_or(0) > 0)
        found.lo = time(*rate.hi), found.hi = time(*rate.lo);
    return found;
}

std::optional<Estimate> value_of(const Cell& cell, Metric metric) {
    if (cell.status != core::Status::ok) return std::nullopt;
    const bool is_floor = cell.role == core::Role::floor;
    switch (metric) {
    case Metric::cpu:
        return is_floor ? if_measured(cell.cpu_ns_per_op_sum) : cell.over_floor_cpu;
    case Metric::wall:
        if (!is_floor) return cell.over_floor_wall;
        return cell.ops_per_s.est > 0 ? std::optional(time_of(cell.ops_per_s)) : std::nullopt;
    case Metric::p99:
        if (!cell.latency.p99) return std::nullopt;
        return Estimate{*cell.latency.p99, cell.latency.p99_interval.lo, cell.latency.p99_interval.hi};
    case Metric::rate:
        return if_measured(cell.ops_per_s);
    }
    return std::nullopt;
}

HistoryPoint point_of(const StoredResult& stored, const Cell& cell, Metric metric) {
    HistoryPoint point;
    point.file = stored.file;
    point.started_utc = stored.result.run.started_utc;
    point.revision = stored.result.tare.revision;
    point.dirty = stored.result.tare.dirty;
    point.partial = stored.result.run.partial;
    point.status = cell.status;
    point.reason = cell.reason;
    point.value = value_of(cell, metric);
    point.sessions = static_cast<int>(cell.sessions.size());
    return point;
}

/// Points, and beside each the logarithms of its sessions.
struct Gathered {
    Series series;
    std::vector<std::vector<double>> ln;
};

void sort_by_time(Gathered& gathered) {
    std::vector<std::size_t> order(gathered.ln.size());
    std::iota(order.begin(), order.end(), 0);
    auto& points = gathered.series.points;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return points[a].started_utc <
               points[b].started_utc; // ISO 8601, UTC: the order of text is that of time
    });
    Gathered sorted{std::move(gathered.series), {}};
    std::vector<HistoryPoint> in_order;
    for (const auto i : order) {
        in_order.push_back(std::move(sorted.series.points[i]));
        sorted.ln.push_back(std::move(gathered.ln[i]));
    }
    sorted.series.points = std::move(in_order);
    gathered = std::move(sorted);
}

void add_deltas(Series& series) {
    const HistoryPoint* before = nullptr;
    for (auto& point : series.points) {
        if (!point.value) continue;
        if (before) point.delta = point.value->est / before->value->est - 1;
        before = &point;
    }
}

double mean(const std::vector<std::vector<double>>& runs, std::size_t begin, std::size_t end) {
    double sum = 0, n = 0;
    for (std::size_t i = begin; i < end; ++i)
        for (const double value : runs[i]) sum += value, n += 1;
    return sum / n;
}

/// Runs without a session's value have no say, but keep their place in the table.
void add_changes(Gathered& gathered) {
    std::vector<std::size_t> places;
    std::vector<std::vector<double>> runs;
    for (std::size_t i = 0; i < gathered.ln.size(); ++i) {
        if (gathered.ln[i].empty()) continue;
        places.push_back(i);
        runs.push_back(gathered.ln[i]);
    }
    const auto changes = stats::change_points(runs, kSeed);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const auto from = i == 0 ? 0 : changes[i - 1].run;
        const auto to = i + 1 < changes.size() ? changes[i + 1].run : runs.size();
        const double shift = std::exp(mean(runs, changes[i].run, to) - mean(runs, from, changes[i].run)) - 1;
        gathered.series.points[places[changes[i].run]].change =
            core::Change{shift, changes[i].p_sessions, changes[i].p_runs};
    }
}

} // namespace

std::vector<Series> series_of(const std::vector<StoredResult>& results, const std::string& case_id,
                              Metric metric, const std::function<bool(const Cell&)>& wanted) {
    using Identity = std::tuple<std::string, core::Role, core::Program, core::Program, core::Program>;
    std::map<Identity, Gathered> found;
    for (const auto& stored : results) {
        for (const auto& cell : stored.result.cells) {
            if (core::case_id(cell.measured) != case_id || !wanted(cell)) continue;
            const auto& key = stored.result.machine.key;
            auto& gathered = found[{key, cell.role, cell.subject, cell.server, cell.client}];
            gathered.series.key = key;
            gathered.series.machine = stored.result.machine.cpu_name;
            gathered.series.network = stored.result.run.network;
            gathered.series.role = cell.role;
            gathered.series.subject = cell.subject;
            gathered.series.server = cell.server;
            gathered.series.client = cell.client;
            gathered.series.metric = metric;
            gathered.series.points.push_back(point_of(stored, cell, metric));
            auto& ln = gathered.ln.emplace_back();
            if (cell.status != core::Status::ok) continue;
            for (const auto& session : cell.sessions)
                if (const auto value = ln_of(session, metric, cell.role == core::Role::floor))
                    ln.push_back(*value);
        }
    }
    std::vector<Series> series;
    for (auto& [identity, gathered] : found) {
        sort_by_time(gathered);
        add_deltas(gathered.series);
        add_changes(gathered);
        series.push_back(std::move(gathered.series));
    }
    return series;
}

} // namespace tare::history
