// Results with a floor and some rows whose sessions are given, consistent in themselves.
#pragma once

#include "bench/core/result.hpp"

#include <cmath>
#include <vector>

namespace tare::test {

/// n values m + d, m - d, m + d, …; with n even the mean is m and S is d · √(n / (n - 1)).
inline std::vector<double> sessions_around(double m, int n, double d) {
    std::vector<double> values;
    for (int i = 0; i < n; ++i) values.push_back(i % 2 == 0 ? m + d : m - d);
    return values;
}

inline core::Cell row_with(const std::string& contender, const std::vector<double>& ln_ratios) {
    core::Cell cell;
    cell.role = core::Role::server;
    cell.subject = cell.server = {contender, "epoll"};
    cell.client = {"cpp-raw", "epoll"};
    double sum = 0;
    for (std::size_t i = 0; i < ln_ratios.size(); ++i) {
        core::SessionValue session;
        session.rounds = 30;
        session.wall_ns_per_op = 6'000 * std::exp(ln_ratios[i]) + static_cast<double>(i); // no two are alike
        session.ops_per_s = 1e9 / session.wall_ns_per_op;
        session.cpu_ns_per_op_server = session.cpu_ns_per_op_client = session.wall_ns_per_op / 2;
        session.ln_cpu_over_floor = session.ln_wall_over_floor = session.ln_p99_over_floor = ln_ratios[i];
        cell.sessions.push_back(session);
        sum += ln_ratios[i];
    }
    const auto n = static_cast<double>(ln_ratios.size());
    cell.over_floor_cpu = cell.over_floor_wall = core::Estimate{std::exp(sum / n), {}, {}};
    double ln_wall = 0;
    for (const auto& session : cell.sessions) ln_wall += std::log(session.wall_ns_per_op);
    cell.ops_per_s.est = 1e9 / std::exp(ln_wall / n);
    return cell;
}

/// A floor of 6 000 ns ± 0.5 %, and `rows` rows cpp-0, cpp-1, … with the same sessions.
inline core::RunResult result_with(const std::vector<double>& ln_ratios, int rows = 1) {
    core::RunResult result;
    result.machine.key = "0123456789abcdef";
    result.run.suite = "quick";
    result.run.started_utc = "2026-11-20T20:15:40Z";
    auto floor = row_with("cpp-floor", sessions_around(0, static_cast<int>(ln_ratios.size()), 0.005));
    floor.role = core::Role::floor;
    floor.subject = floor.server = floor.client = {"cpp-floor", "blocking"};
    floor.over_floor_cpu.reset(), floor.over_floor_wall.reset();
    for (auto& session : floor.sessions) {
        session.ln_cpu_over_floor.reset(), session.ln_wall_over_floor.reset(),
            session.ln_p99_over_floor.reset();
    }
    result.cells.push_back(floor);
    for (int i = 0; i < rows; ++i) result.cells.push_back(row_with("cpp-" + std::to_string(i), ln_ratios));
    return result;
}

} // namespace tare::test
