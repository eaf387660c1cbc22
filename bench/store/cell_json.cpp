#include "bench/store/cell_json.hpp"

#include "bench/store/json_node.hpp"
#include "bench/store/json_text.hpp"
#include "bench/store/machine_json.hpp"
#include "bench/store/session_json.hpp"

#include <array>
#include <limits>
#include <utility>

namespace tare::store {
namespace {

namespace json = boost::json;
using core::Cell;
using core::Estimate;

core::Program program_from_json(const JsonNode& node) {
    return {node.member("contender").text(), node.member("variant").text()};
}

/// Empty, and so left out, for an estimate that was never made: no cost and no rate here can be 0. (Bytes a
/// second can, of empty messages.)
json::object estimate_to_json(const Estimate& estimate, bool may_be_zero = false) {
    json::object object;
    if (estimate.est == 0 && !may_be_zero) return object;
    put(object, "est", std::optional(estimate.est));
    if (object.empty()) return object;
    put(object, "lo", estimate.lo);
    put(object, "hi", estimate.hi);
    return object;
}

std::optional<double> number_if_any(const JsonNode& node) {
    return node ? std::optional{node.number()} : std::nullopt;
}

std::optional<Estimate> estimate_if_any(const JsonNode& node) {
    if (!node) return std::nullopt;
    return Estimate{node.member("est").number(), number_if_any(node.optional("lo")),
                    number_if_any(node.optional("hi"))};
}

Estimate estimate_or_none(const JsonNode& node) { return estimate_if_any(node).value_or(Estimate{}); }

/// The intervals of a summary by their names in the file; `Latency` is const or not.
template <class Latency>
auto intervals_of(Latency& latency) {
    return std::array{std::pair{"p50", &latency.p50_interval}, std::pair{"p90", &latency.p90_interval},
                      std::pair{"p99", &latency.p99_interval}, std::pair{"p999", &latency.p999_interval},
                      std::pair{"p9999", &latency.p9999_interval}};
}

json::object latency_to_json(const core::LatencySummary& latency) {
    json::object object;
    if (latency.n == 0) return object;
    put(object, "p50", latency.p50);
    put(object, "p90", latency.p90);
    put(object, "p99", latency.p99);
    put(object, "p999", latency.p999);
    put(object, "p9999", latency.p9999);
    put(object, "max", latency.max);
    json::object intervals;
    for (const auto& [name, interval] : intervals_of(latency)) {
        json::object ends;
        put(ends, "lo", interval->lo);
        put(ends, "hi", interval->hi);
        put(intervals, name, std::move(ends));
    }
    put(object, "intervals", std::move(intervals));
    object.emplace("n", latency.n);
    put(object, "hdr", latency.hdr);
    return object;
}

core::LatencySummary latency_from_json(const JsonNode& node) {
    core::LatencySummary latency;
    if (!node) return latency;
    latency.n = node.member("n").whole(0, std::numeric_limits<std::int64_t>::max());
    latency.p50 = number_if_any(node.optional("p50"));
    latency.p90 = number_if_any(node.optional("p90"));
    latency.p99 = number_if_any(node.optional("p99"));
    latency.p999 = number_if_any(node.optional("p999"));
    latency.p9999 = number_if_any(node.optional("p9999"));
    latency.max = number_if_any(node.optional("max"));
    if (const auto intervals = node.optional("intervals"))
        for (const auto& [name, interval] : intervals_of(latency))
            if (const auto ends = intervals.optional(name))
                *interval = {number_if_any(ends.optional("lo")), number_if_any(ends.optional("hi"))};
    if (const auto hdr = node.optional("hdr")) latency.hdr = hdr.text();
    return latency;
}

json::object end_to_json(const core::EndExplained& end) {
    json::object object, syscalls;
    for (const auto& [name, count] : end.syscalls) put(syscalls, name, std::optional(count));
    put(object, "syscalls", std::move(syscalls));
    put(object, "user_share", end.user_share);
    put(object, "instructions", end.instructions);
    return object;
}

core::EndExplained end_from_json(const JsonNode& node) {
    core::EndExplained end;
    if (!node) return end;
    if (const auto syscalls = node.optional("syscalls"))
        for (const auto& [name, count] : syscalls.members()) end.syscalls[std::string(name)] = count.number();
    end.user_share = number_if_any(node.optional("user_share"));
    end.instructions = number_if_any(node.optional("instructions"));
    return end;
}

json::object open_loop_to_json(const core::OpenLoop& open_loop) {
    json::object object;
    put(object, "rate_per_s", std::optional(open_loop.rate_per_s));
    put(object, "capacity_per_s", open_loop.capacity_per_s);
    put(object, "sent_in_time", std::optional(open_loop.sent_in_time));
    put(object, "service_ns", latency_to_json(open_loop.service));
    put(object, "lateness_ns", latency_to_json(open_loop.lateness));
    return object;
}

core::OpenLoop open_loop_from_json(const JsonNode& node) {
    return {node.member("rate_per_s").number(), number_if_any(node.optional("capacity_per_s")),
            node.member("sent_in_time").number(), latency_from_json(node.optional("service_ns")),
            latency_from_json(node.optional("lateness_ns"))};
}

json::object per_op_to_json(const core::PerOperation& per_op) {
    json::object object;
    put(object, "syscalls", per_op.syscalls);
    put(object, "voluntary_switches", per_op.voluntary_switches);
    put(object, "involuntary_switches", per_op.involuntary_switches);
    put(object, "minor_faults", per_op.minor_faults);
    put(object, "major_faults", per_op.major_faults);
    return object;
}

core::PerOperation per_op_from_json(const JsonNode& node) {
    core::PerOperation per_op;
    if (!node) return per_op;
    per_op.syscalls = number_if_any(node.optional("syscalls"));
    per_op.voluntary_switches = number_if_any(node.optional("voluntary_switches"));
    per_op.involuntary_switches = number_if_any(node.optional("involuntary_switches"));
    per_op.minor_faults = number_if_any(node.optional("minor_faults"));
    per_op.major_faults = number_if_any(node.optional("major_faults"));
    return per_op;
}

std::optional<std::int64_t> bytes_if_any(const JsonNode& node) {
    return node ? std::optional{node.whole(0, std::numeric_limits<std::int64_t>::max())} : std::nullopt;
}

/// {"server": …, "client": …} of whatever there is.
template <class Value>
json::object sides(const Value& server, const Value& client) {
    json::object object;
    put(object, "server", server);
    put(object, "client", client);
    return object;
}

void write_numbers(json::object& object, const Cell& cell) {
    put(object, "ops_per_s", estimate_to_json(cell.ops_per_s));
    put(object, "bytes_per_s", estimate_to_json(cell.bytes_per_s, true));
    put(object, "latency_ns", latency_to_json(cell.latency));
    if (cell.explained)
        put(object, "explained",
            sides(end_to_json(cell.explained->server), end_to_json(cell.explained->client)));
    if (cell.fairness)
        object.emplace("fairness", json::object{{"least", cell.fairness->least},
                                                {"median", cell.fairness->median},
                                                {"most", cell.fairness->most}});
    put(object, "server_bytes_per_connection", cell.server_bytes_per_connection);
    put(object, "kernel_bytes_per_connection", cell.kernel_bytes_per_connection);
    if (cell.open_loop) put(object, "open_loop", open_loop_to_json(*cell.open_loop));
    auto cpu =
        sides(estimate_to_json(cell.cpu_ns_per_op_server), estimate_to_json(cell.cpu_ns_per_op_client));
    put(cpu, "sum", estimate_to_json(cell.cpu_ns_per_op_sum));
    put(object, "cpu_ns_per_op", std::move(cpu));
    json::object over_floor;
    if (cell.over_floor_cpu) put(over_floor, "cpu", estimate_to_json(*cell.over_floor_cpu));
    if (cell.over_floor_wall) put(over_floor, "wall", estimate_to_json(*cell.over_floor_wall));
    put(object, "over_floor", std::move(over_floor));
    put(object, "per_op", sides(per_op_to_json(cell.per_op_server), per_op_to_json(cell.per_op_client)));
    put(object, "wire_bytes_per_op", cell.wire_bytes_per_op);
    put(object, "rss_bytes", sides(cell.memory_server.rss_peak_bytes, cell.memory_client.rss_peak_bytes));
    put(object, "pss_bytes", sides(cell.memory_server.pss_bytes, cell.memory_client.pss_bytes));
    put(object, "cpu_share", sides(cell.cpu_share_server, cell.cpu_share_client));
    put(object, "bottleneck", cell.bottleneck);
    json::array sessions;
    for (const auto& session : cell.sessions) sessions.push_back(session_to_json(session));
    object.emplace("sessions", std::move(sessions));
}

/// `side` of the object `name`, if both are there.
JsonNode side_of(const JsonNode& node, std::string_view name, std::string_view side) {
    const auto object = node.optional(name);
    return object ? object.optional(side) : object;
}

void read_numbers(const JsonNode& node, Cell& cell) {
    const auto ops_per_s = node.member("ops_per_s");
    cell.ops_per_s = estimate_or_none(ops_per_s);
    if (ops_per_s && !(cell.ops_per_s.est > 0)) ops_per_s.member("est").expected("a number above 0");
    cell.bytes_per_s = estimate_or_none(node.optional("bytes_per_s"));
    cell.latency = latency_from_json(node.optional("latency_ns"));
    if (node.optional("explained"))
        cell.explained = core::Explained{end_from_json(side_of(node, "explained", "server")),
                                         end_from_json(side_of(node, "explained", "client"))};
    if (const auto fairness = node.optional("fairness"))
        cell.fairness = core::Fairness{fairness.member("least").number(), fairness.member("median").number(),
                                       fairness.member("most").number()};
    cell.server_bytes_per_connection = number_if_any(node.optional("server_bytes_per_connection"));
    cell.kernel_bytes_per_connection = number_if_any(node.optional("kernel_bytes_per_connection"));
    if (const auto open_loop = node.optional("open_loop")) cell.open_loop = open_loop_from_json(open_loop);
    cell.cpu_ns_per_op_server = estimate_or_none(side_of(node, "cpu_ns_per_op", "server"));
    cell.cpu_ns_per_op_client = estimate_or_none(side_of(node, "cpu_ns_per_op", "client"));
    cell.cpu_ns_per_op_sum = estimate_or_none(side_of(node, "cpu_ns_per_op", "sum"));
    cell.over_floor_cpu = estimate_if_any(side_of(node, "over_floor", "cpu"));
    cell.over_floor_wall = estimate_if_any(side_of(node, "over_floor", "wall"));
    cell.per_op_server = per_op_from_json(side_of(node, "per_op", "server"));
    cell.per_op_client = per_op_from_json(side_of(node, "per_op", "client"));
    cell.wire_bytes_per_op = number_if_any(node.optional("wire_bytes_per_op"));
    cell.memory_server = {bytes_if_any(side_of(node, "rss_bytes", "server")),
                          bytes_if_any(side_of(node, "pss_bytes", "server"))};
    cell.memory_client = {bytes_if_any(side_of(node, "rss_bytes", "client")),
                          bytes_if_any(side_of(node, "pss_bytes", "client"))};
    cell.cpu_share_server = number_if_any(side_of(node, "cpu_share", "server"));
    cell.cpu_share_client = number_if_any(side_of(node, "cpu_share", "client"));
    if (const auto bottleneck = node.optional("bottleneck")) cell.bottleneck = bottleneck.text();
    for (const auto& session : node.member("sessions").elements())
        cell.sessions.push_back(session_from_json(session));
}

} // namespace

json::object program_to_json(const core::Program& program) {
    return {{"contender", program.contender}, {"variant", program.variant}};
}

json::object cell_to_json(const Cell& cell) {
    json::object object{{"case", case_to_json(cell.measured)},
                        {"role", core::to_string(cell.role)},
                        {"contender", cell.subject.contender},
                        {"variant", cell.subject.variant}};
    json::object ends;
    if (!cell.server.contender.empty()) put(ends, "server", program_to_json(cell.server));
    if (!cell.client.contender.empty()) put(ends, "client", program_to_json(cell.client));
    put(object, "ends", std::move(ends));
    put(object, "versions", facts_to_json(cell.versions));
    put(object, "features", cell.features);
    object.emplace("status", core::to_string(cell.status));
    if (cell.status == core::Status::ok) {
        write_numbers(object, cell);
    } else {
        object.emplace("reason", cell.reason);
    }
    json::array notes;
    for (const auto& note : cell.notes) notes.push_back(json::string(note));
    if (!notes.empty()) object.emplace("notes", std::move(notes));
    return object;
}

Cell cell_from_json(const JsonNode& node) {
    Cell cell;
    cell.measured = case_from_json(node.member("case"));
    cell.role = node.member("role").word(core::parse_role);
    cell.subject = program_from_json(node);
    if (const auto server = side_of(node, "ends", "server")) cell.server = program_from_json(server);
    if (const auto client = side_of(node, "ends", "client")) cell.client = program_from_json(client);
    if (const auto versions = node.optional("versions")) cell.versions = facts_from_json(versions);
    if (const auto features = node.optional("features")) cell.features = features.text();
    cell.status = node.member("status").word(core::parse_status);
    if (cell.status == core::Status::ok) {
        read_numbers(node, cell);
    } else {
        cell.reason = node.member("reason").text();
    }
    if (const auto notes = node.optional("notes"))
        for (const auto& note : notes.elements()) cell.notes.push_back(note.text());
    return cell;
}

} // namespace tare::store
