#include "bench/report/workload_words.hpp"

#include "bench/report/text.hpp"

#include <fmt/format.h>

namespace tare::report {

WorkloadWords words_of(const core::Case& measured, const Terminal& terminal) {
    const auto us = [&](std::string_view before, std::string_view after) {
        return fmt::format("{} {}s{}", before, signs(terminal).micro, after);
    };
    WorkloadWords words;
    words.count = "trips/s";
    words.count_above = "round";
    words.latency = us("latency", "");
    words.cpu = us("CPU", "/msg");
    words.time_unit = us("", "").substr(1);
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
        words.time_unit = "ms";
        break;
    case core::Workload::broadcast: { // of one size, so the bytes count the deliveries
        const auto size = static_cast<double>(measured.size_bytes);
        words.count = measured.size_bytes > 0 ? "deliv/s" : "msgs/s";
        words.count_above = "";
        words.in_bytes = measured.size_bytes > 0;
        words.count_per = measured.size_bytes > 0 ? size : 1;
        words.latency = us("last has it", "");
        break;
    }
    case core::Workload::echo:
    case core::Workload::rate:
        break;
    }
    return words;
}

} // namespace tare::report
