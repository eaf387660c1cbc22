#include "bench/stats/block_values.hpp"

#include "bench/stats/rounds.hpp"

#include <cmath>

namespace tare::stats {
namespace {

std::optional<double> ln_per_operation(std::int64_t ns, std::int64_t operations) {
    if (ns <= 0) return std::nullopt;
    return std::log(static_cast<double>(ns) / static_cast<double>(operations));
}

} // namespace

BlockValues values_of(const core::Sample& sample) {
    const std::int64_t server = sample.server.cpu_ns;
    const std::int64_t client = sample.client.cpu_ns;
    const bool both = server > 0 && client > 0;
    return {ln_per_operation(sample.ended_ns - sample.started_ns, sample.operations),
            ln_per_operation(server, sample.operations), ln_per_operation(client, sample.operations),
            both ? ln_per_operation(server + client, sample.operations) : std::nullopt};
}

std::map<int, BlockValues> values_by_round(std::span<const core::Sample> session,
                                           const std::set<int>& dropped) {
    std::map<int, BlockValues> by_round;
    for (const auto& sample : session)
        if (!failed(sample) && !dropped.contains(sample.round)) by_round[sample.round] = values_of(sample);
    return by_round;
}

std::vector<double> values_of_metric(const std::map<int, BlockValues>& by_round, Metric metric) {
    std::vector<double> values;
    for (const auto& [round, of_round] : by_round)
        if (const auto& value = of_round[static_cast<std::size_t>(metric)]) values.push_back(*value);
    return values;
}

std::vector<double> ln_ratios(const std::map<int, BlockValues>& arm, const std::map<int, BlockValues>& floor,
                              Metric metric) {
    std::vector<double> ratios;
    for (const auto& [round, of_round] : arm) {
        const auto partner = floor.find(round);
        if (partner == floor.end()) continue;
        const auto& numerator = of_round[static_cast<std::size_t>(metric)];
        const auto& denominator = partner->second[static_cast<std::size_t>(metric)];
        if (numerator && denominator) ratios.push_back(*numerator - *denominator);
    }
    return ratios;
}

} // namespace tare::stats
