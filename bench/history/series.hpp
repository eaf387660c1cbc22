// From results to series, one a hardware key and pair of programs, with their changes.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/history.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tare::history {

struct StoredResult {
    std::string file;
    core::RunResult result;
};

/// The cells of that case that `wanted` accepts. Results of one key are in the order in which they were
/// started. Change points are sought with a fixed seed, so the same files give the same answer.
std::vector<core::Series> series_of(const std::vector<StoredResult>& results, const std::string& case_id,
                                    core::Metric metric,
                                    const std::function<bool(const core::Cell&)>& wanted);

} // namespace tare::history
