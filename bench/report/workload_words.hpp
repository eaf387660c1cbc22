// How a table calls what a workload counts and times.
#pragma once

#include "bench/core/case.hpp"
#include "bench/report/style.hpp"

#include <string>

namespace tare::report {

struct WorkloadWords {
    std::string count, count_above; ///< the heading of what is done in a second, and what stands above it
    bool in_bytes = false;          ///< it is bytes that are counted
    double count_per = 1;           ///< what one of it is
    std::string latency;            ///< above the quantiles
    std::string cpu;                ///< above both sides' CPU time
    double unit = 1e3;              ///< of times, in ns
    std::string time_unit;          ///< its name
};

WorkloadWords words_of(const core::Case&, const Terminal&);

} // namespace tare::report
