#include "bench/report/workload_words.hpp"

#include "bench/report/text.hpp"

#include <fmt/format.h>

namespace tare::report {

WorkloadWords words_of(const core::Case& measured, const Terminal& terminal) {
    const auto us = [&](std::string_view before, std::string_view after) {
        return fmt::format("{} {}s{}", before, signs(terminal).micro, after);
    };
    WorkloadWords words{
        .count = "trips/s", .count_above = "round", .latency = us("latency", ""), .cpu = us("CPU", "/msg")};
    switch (measured.workload) {
    case core::Workload::connect:
        words.count = "a second";
        words.count_above = "connects";
        words.cpu = us("CPU", " each");
        break;
    case core::Workload::pipeline: // nobody waits for a trip to be over
        words.count = "msgs/s";
        words.count_above = "";
        break;
    case core::Workload::stream:
        words.count = "msgs/s";
        words.count_above = "";
        words.latency = us("delivery", "");
        break;
    case core::Workload::transfer:
        words.count = "MB/s";
        words.count_above = "";
        words.in_bytes = true;
        words.count_per = 1e6;
        words.latency = "a file ms";
        words.cpu = "CPU ms/file";
        words.unit = 1e6;
        break;
    case core::Workload::broadcast: { // of one size, so the bytes count the deliveries
        const auto size = static_cast<double>(measured.size_bytes);
        words.count = "a second";
        words.count_above = measured.size_bytes > 0 ? "deliveries" : "messages";
        words.in_bytes = measured.size_bytes > 0;
        words.count_per = measured.size_bytes > 0 ? size : 1;
        words.latency = us("to the last", "");
        break;
    }
    case core::Workload::echo:
    case core::Workload::rate:
        break;
    }
    return words;
}

} // namespace tare::report
