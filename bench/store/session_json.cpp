#include "bench/store/session_json.hpp"

#include "bench/store/json_node.hpp"
#include "bench/store/json_text.hpp"

namespace tare::store {
namespace {

/// A time or a rate is never 0: that means that it was not measured.
std::optional<double> unless_zero(double value) { return value == 0 ? std::nullopt : std::optional{value}; }

std::optional<double> number_if_any(const JsonNode& node) {
    return node ? std::optional{node.number()} : std::nullopt;
}

} // namespace

boost::json::object session_to_json(const core::SessionValue& session) {
    boost::json::object object{{"rounds", session.rounds},
                               {"dropped", session.dropped},
                               {"noisy", session.noisy},
                               {"steady", session.steady}};
    put(object, "ops_per_s", unless_zero(session.ops_per_s));
    put(object, "wall_ns_per_op", unless_zero(session.wall_ns_per_op));
    put(object, "cpu_ns_per_op_server", unless_zero(session.cpu_ns_per_op_server));
    put(object, "cpu_ns_per_op_client", unless_zero(session.cpu_ns_per_op_client));
    put(object, "ln_cpu_over_floor", session.ln_cpu_over_floor);
    put(object, "ln_wall_over_floor", session.ln_wall_over_floor);
    put(object, "ln_p99_over_floor", session.ln_p99_over_floor);
    put(object, "p50_ns", session.p50_ns);
    put(object, "p99_ns", session.p99_ns);
    put(object, "spin_loop_ns", session.canary.spin_loop_ns);
    put(object, "system_call_ns", session.canary.system_call_ns);
    return object;
}

core::SessionValue session_from_json(const JsonNode& node) {
    constexpr std::int64_t most_rounds = 1'000'000;
    core::SessionValue session;
    session.rounds = static_cast<int>(node.member("rounds").whole(0, most_rounds));
    session.dropped = static_cast<int>(node.member("dropped").whole(0, most_rounds));
    session.noisy = node.member("noisy").flag();
    session.steady = node.member("steady").flag();
    session.ops_per_s = number_if_any(node.optional("ops_per_s")).value_or(0);
    session.wall_ns_per_op = number_if_any(node.optional("wall_ns_per_op")).value_or(0);
    session.cpu_ns_per_op_server = number_if_any(node.optional("cpu_ns_per_op_server")).value_or(0);
    session.cpu_ns_per_op_client = number_if_any(node.optional("cpu_ns_per_op_client")).value_or(0);
    session.ln_cpu_over_floor = number_if_any(node.optional("ln_cpu_over_floor"));
    session.ln_wall_over_floor = number_if_any(node.optional("ln_wall_over_floor"));
    session.ln_p99_over_floor = number_if_any(node.optional("ln_p99_over_floor"));
    session.p50_ns = number_if_any(node.optional("p50_ns"));
    session.p99_ns = number_if_any(node.optional("p99_ns"));
    session.canary.spin_loop_ns = number_if_any(node.optional("spin_loop_ns"));
    session.canary.system_call_ns = number_if_any(node.optional("system_call_ns"));
    return session;
}

} // namespace tare::store
