#include "bench/compare/gates.hpp"

namespace tare::compare {

std::vector<core::Gate> gates_of(const core::Case& measured) {
    if (measured.placement == core::Placement::same && measured.wait == core::WaitMode::block)
        return {core::Gate::cpu};
    // The schedule gives the wall time; what is judged is what the server spent, and how late answers were.
    if (core::has_a_pace(measured)) return {core::Gate::cpu, core::Gate::p99};
    return {core::Gate::wall, core::Gate::p99};
}

double margin_of(core::Gate gate) {
    switch (gate) {
    case core::Gate::cpu:
        return kCpuMargin;
    case core::Gate::wall:
        return kWallMargin;
    case core::Gate::p99:
        break;
    }
    return kP99Margin;
}

std::optional<double> value_of(const core::SessionValue& session, core::Gate gate) {
    switch (gate) {
    case core::Gate::cpu:
        return session.ln_cpu_over_floor;
    case core::Gate::wall:
        return session.ln_wall_over_floor;
    case core::Gate::p99:
        return session.ln_p99_over_floor;
    }
    return std::nullopt;
}

std::vector<double> values_of(const core::Cell& cell, core::Gate gate) {
    std::vector<double> values;
    for (const auto& session : cell.sessions)
        if (const auto value = value_of(session, gate)) values.push_back(*value);
    return values;
}

} // namespace tare::compare
