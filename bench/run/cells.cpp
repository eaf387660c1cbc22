#include "bench/run/cells.hpp"

#include <algorithm>
#include <numeric>

namespace tare::run {
namespace {

/// A session that was interrupted in its warm-up has none.
bool has_blocks(const ArmRecord& record) {
    const auto& sessions = record.samples.sessions;
    return std::any_of(sessions.begin(), sessions.end(),
                       [](const auto& session) { return !session.empty(); });
}

std::optional<double> mean_of(const std::vector<double>& values) {
    if (values.empty()) return std::nullopt;
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void write_counts(core::Cell& cell, const ArmRecord& record) {
    const auto mean = [&](std::optional<double> CountsPerOperation::*what) -> std::optional<double> {
        double sum = 0;
        int n = 0;
        for (const auto& counted : record.counts)
            if (counted.*what) sum += *(counted.*what), ++n;
        if (n == 0) return std::nullopt;
        return sum / n;
    };
    cell.per_op_server.syscalls = mean(&CountsPerOperation::server_syscalls);
    cell.per_op_client.syscalls = mean(&CountsPerOperation::client_syscalls);
    cell.wire_bytes_per_op = mean(&CountsPerOperation::wire_bytes);
}

} // namespace

core::Cell make_cell(const CaseState& state, const plan::PlannedCell& planned,
                     const std::vector<plan::Candidate>& candidates, const stats::SummaryOptions& options) {
    core::Cell cell;
    cell.measured = state.plan.measured;
    cell.role = planned.role;
    cell.subject = planned.subject;
    if (!planned.arm || !state.cannot.empty()) {
        cell.status = core::Status::unavailable;
        cell.reason = planned.arm ? state.cannot : planned.reason;
        return cell;
    }
    const auto& arm = state.plan.arms[*planned.arm];
    const auto& record = state.records[*planned.arm];
    const auto &server = candidates[arm.server], &client = candidates[arm.client];
    const auto& subject = planned.role == core::Role::client ? client : server;
    cell.server = server.program();
    cell.client = client.program();
    cell.versions = subject.availability.versions;
    cell.features = subject.availability.features;
    cell.notes = record.notes;
    if (record.failure) {
        const bool of_this_machine = record.failure->trouble == Trouble::environment;
        cell.status = of_this_machine ? core::Status::unavailable : core::Status::invalid;
        cell.reason = record.failure->message;
        return cell;
    }
    if (!has_blocks(record)) {
        cell.status = core::Status::unavailable;
        cell.reason = state.not_measured;
        return cell;
    }
    const bool is_floor = planned.arm == state.plan.floor;
    const ArmRecord* floor = state.plan.floor ? &state.records[*state.plan.floor] : nullptr;
    const bool has_floor = floor && !floor->failure && has_blocks(*floor) && !is_floor;
    stats::summarize(cell, record.samples, has_floor ? &floor->samples : nullptr, options);
    write_counts(cell, record);
    if (cell.open_loop) cell.open_loop->capacity_per_s = mean_of(record.capacity_per_s);
    cell.explained = record.explained;
    cell.server_bytes_per_connection = mean_of(record.bytes_per_connection);
    cell.kernel_bytes_per_connection = mean_of(record.kernel_per_connection);
    cell.memory_server = record.server_memory;
    cell.memory_client = record.client_memory;
    return cell;
}

} // namespace tare::run
