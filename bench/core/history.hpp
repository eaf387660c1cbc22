// Many results of one case side by side, in the order of time: what `tare history` shows.
//
// Thread safety: plain values.
#pragma once

#include "bench/core/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare::core {

/// What of a cell is followed.
enum class Metric {
    cpu,  ///< CPU time of both ends over the floor's; of the floor itself: CPU time an operation, ns
    wall, ///< wall time over the floor's; of the floor itself: wall time an operation, ns
    p99,  ///< of latency, ns
    rate, ///< messages a second
};
std::string_view to_string(Metric);
Result<Metric> parse_metric(std::string_view);

/// That the values from here on are not those from before.
struct Change {
    double shift = 0;             ///< mean after ÷ mean before - 1, of the stretches up to the next changes
    double p_sessions = 1;        ///< see stats/change_points.hpp
    std::optional<double> p_runs; ///< absent: too few runs to tell it from how runs differ anyway
};

/// One result's cell.
struct HistoryPoint {
    std::string file;
    std::string started_utc;
    std::string revision;
    bool dirty = false;   ///< built from modified sources
    bool partial = false; ///< the run was interrupted
    Status status = Status::ok;
    std::string reason;            ///< why there is no value
    std::optional<Estimate> value; ///< absent where it was not measured
    int sessions = 0;
    std::optional<double> delta; ///< value ÷ the one before - 1
    std::optional<Change> change;
};

/// The points of one hardware key, role and pair of programs. Only those are comparable.
struct Series {
    std::string key;
    std::string machine; ///< the CPU's name
    std::string network; ///< "private namespace" or "host loopback"
    Role role = Role::server;
    Program subject, server, client;
    Metric metric = Metric::cpu;
    std::vector<HistoryPoint> points; ///< oldest first
};

struct History {
    std::string case_id;
    Metric metric = Metric::cpu;
    std::vector<Series> series;        ///< by key, then role, then program
    std::vector<std::string> left_out; ///< files that hold no readable result, a sentence each
};

} // namespace tare::core
