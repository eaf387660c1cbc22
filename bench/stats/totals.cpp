#include "bench/stats/totals.hpp"

#include "bench/stats/rounds.hpp"

namespace tare::stats {

void Totals::add(Side& side, const core::SideCounters& counters, std::int64_t operations) {
    side.cpu_ns += counters.cpu_ns;
    side.voluntary.add(counters.voluntary_switches, operations);
    side.involuntary.add(counters.involuntary_switches, operations);
    side.minor.add(counters.minor_faults, operations);
    side.major.add(counters.major_faults, operations);
}

void Totals::add(std::span<const core::Sample> session, const std::set<int>& dropped) {
    for (const auto& sample : session) {
        if (failed(sample) || dropped.contains(sample.round)) continue;
        operations_ += sample.operations;
        bytes_ += sample.bytes;
        wall_ns_ += sample.ended_ns - sample.started_ns;
        waiting_ns_ += sample.server.run_delay_ns.value_or(0) + sample.client.run_delay_ns.value_or(0);
        if (const auto& each = sample.per_connection) {
            const auto operations = static_cast<double>(sample.operations);
            shares_.least += static_cast<double>(each->least) / operations;
            shares_.median += static_cast<double>(each->median) / operations;
            shares_.most += static_cast<double>(each->most) / operations;
            ++blocks_with_shares_;
        }
        add(server_, sample.server, sample.operations);
        add(client_, sample.client, sample.operations);
    }
}

double Totals::bytes_per_operation() const {
    return operations_ == 0 ? 0 : static_cast<double>(bytes_) / static_cast<double>(operations_);
}

double Totals::waiting_share() const {
    return wall_ns_ == 0 ? 0 : static_cast<double>(waiting_ns_) / static_cast<double>(wall_ns_);
}

void Totals::write(core::PerOperation& per_op, const Side& side) {
    per_op.voluntary_switches = side.voluntary.per_operation();
    per_op.involuntary_switches = side.involuntary.per_operation();
    per_op.minor_faults = side.minor.per_operation();
    per_op.major_faults = side.major.per_operation();
}

std::optional<double> Totals::share(const Side& side) const {
    if (wall_ns_ == 0 || side.cpu_ns == 0) return std::nullopt;
    return static_cast<double>(side.cpu_ns) / static_cast<double>(wall_ns_);
}

void Totals::write(core::Cell& cell) const {
    write(cell.per_op_server, server_);
    write(cell.per_op_client, client_);
    cell.cpu_share_server = share(server_);
    cell.cpu_share_client = share(client_);
    if (blocks_with_shares_ > 0) {
        // A share of all operations, over the share that one of so many has on average.
        const double factor = static_cast<double>(cell.measured.connections) / blocks_with_shares_;
        cell.fairness =
            core::Fairness{shares_.least * factor, shares_.median * factor, shares_.most * factor};
    }
}

} // namespace tare::stats
