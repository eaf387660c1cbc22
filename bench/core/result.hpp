// What a run leaves behind: the immutable document, as values. bench/store alone knows its JSON.
#pragma once

#include "bench/core/case.hpp"
#include "bench/core/contender.hpp"
#include "bench/core/sample.hpp"
#include "hw/machine.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tare::core {

/// An estimate with its interval (99 %, see docs/method.md). lo and hi are absent when there were too few
/// sessions or rounds to say.
struct Estimate {
    double est = 0;
    std::optional<double> lo;
    std::optional<double> hi;
};

/// Where the true quantile lies, with 99 % confidence; a side on which the samples do not reach far enough is
/// absent.
struct QuantileInterval {
    std::optional<double> lo, hi;

    friend bool operator==(const QuantileInterval&, const QuantileInterval&) = default;
};

/// Quantiles by nearest rank; absent where the samples are too few for the quantile to mean anything.
struct LatencySummary {
    std::int64_t n = 0;
    std::optional<double> p50, p90, p99, p999, p9999;
    std::optional<double> max;
    std::string hdr; ///< the whole histogram, HdrHistogram V2 compressed, base64
    /// By order statistics: of these operations. They know nothing of how sessions differ.
    QuantileInterval p50_interval{}, p90_interval{}, p99_interval{}, p999_interval{}, p9999_interval{};
};

/// Operations of the connection with the fewest, of the median one and of the one with the most, over the
/// mean of all; means over blocks. 1, 1, 1: everybody got the same.
struct Fairness {
    double least = 0, median = 0, most = 0;
};

/// What a cell of the rate workload has besides; its latency counts from when a message was due.
struct OpenLoop {
    double rate_per_s = 0;                ///< planned: the mean over blocks
    std::optional<double> capacity_per_s; ///< of the pair, where the case asks for a share of it
    double sent_in_time = 0;              ///< share of the planned messages, 0 .. 1
    LatencySummary service;               ///< from when a message was sent
    LatencySummary lateness;              ///< of the generator: from when a message was due until it was sent
};

struct PerSide {
    std::optional<double> server, client;
};

/// Counted over an operation, each absent where it could not be read.
struct PerOperation {
    std::optional<double> syscalls;
    std::optional<double> voluntary_switches, involuntary_switches;
    std::optional<double> minor_faults, major_faults;
};

struct Memory {
    std::optional<std::int64_t> rss_peak_bytes;
    std::optional<std::int64_t> pss_bytes;
};

/// One session's values: what a later comparison needs. ln_*: 25 % trimmed mean over rounds of
/// ln(x ÷ x of the floor in the same round); absent for the floor itself or where there was no floor.
struct SessionValue {
    int rounds = 0;
    int dropped = 0; ///< for a covariate, never for an outcome
    bool noisy = false;
    bool steady = true; ///< was warm before its rounds began; false: the time for that was over first
    double ops_per_s = 0;
    double wall_ns_per_op = 0;
    double cpu_ns_per_op_server = 0, cpu_ns_per_op_client = 0;
    std::optional<double> ln_cpu_over_floor, ln_wall_over_floor, ln_p99_over_floor;
    std::optional<double> p50_ns, p99_ns;
    Canary canary{}; ///< of the floor's sessions, for all of the case
};

/// Why a row costs what it costs: one end's work for an operation, looked at in blocks of their own.
struct EndExplained {
    std::map<std::string, double> syscalls; ///< by name, for an operation; empty: could not be counted here
    std::optional<double> user_share;       ///< of its CPU time; the rest is the kernel's
    std::optional<double> instructions;     ///< for an operation, where there is a PMU that can be read
};
struct Explained {
    EndExplained server, client;
};

enum class Status { ok, invalid, unavailable };
std::string_view to_string(Status);
Result<Status> parse_status(std::string_view);

struct Cell {
    Case measured;
    Role role = Role::server;
    Program subject; ///< the contender this row is about
    Program server;  ///< the two ends that really ran
    Program client;
    std::map<std::string, std::string> versions;
    std::string features;
    Status status = Status::ok;
    std::string reason; ///< why it is invalid or unavailable
    Estimate ops_per_s, bytes_per_s;
    LatencySummary latency;
    Estimate cpu_ns_per_op_server, cpu_ns_per_op_client, cpu_ns_per_op_sum;
    std::optional<Estimate> over_floor_cpu, over_floor_wall; ///< > 1: costs more than the floor
    PerOperation per_op_server, per_op_client;
    std::optional<double> wire_bytes_per_op; ///< TCP payload of both directions: frames, TLS records, …
    Memory memory_server, memory_client;
    std::optional<Explained> explained; ///< where it was asked for
    /// Resident memory that each of several connections added.
    std::optional<double> server_bytes_per_connection;
    /// What each of a thousand or more took of the kernel's own memory, both of its ends together.
    std::optional<double> kernel_bytes_per_connection;
    std::optional<Fairness> fairness; ///< of several connections
    std::optional<OpenLoop> open_loop;
    std::optional<double> cpu_share_server, cpu_share_client; ///< of wall time, 0 .. 1 a core
    std::string bottleneck;                                   ///< server, client, wake or generator
    std::vector<std::string> notes;                           ///< what a reader of this number must know
    std::vector<SessionValue> sessions;
};

struct RunFacts {
    std::string started_utc; ///< ISO 8601
    double took_s = 0;
    std::uint64_t seed = 0;
    std::string suite;
    int sessions = 0;
    int rounds = 0;
    double block_ms = 0;
    std::optional<double> longest_block_ms; ///< where a case's blocks are longer than block_ms
    double budget_s = 0;
    bool partial = false;
    std::string network;                           ///< "private namespace" or "host loopback"
    std::map<std::string, std::vector<int>> cores; ///< "harness", "same.server", "same.client", …
    std::string cores_reason;
    std::optional<double> recording_ns;      ///< cost of recording one message, measured in this run
    std::optional<double> harness_cpu_share; ///< of one core, during blocks
    std::vector<std::string> warnings;
};

struct ToolFacts {
    std::string version, revision;
    bool dirty = false;
    std::string compiler, flags;
};

struct RunResult {
    ToolFacts tare;
    hw::Machine machine;
    RunFacts run;
    std::vector<Cell> cells;
};

inline constexpr int kResultSchema = 1;

} // namespace tare::core
