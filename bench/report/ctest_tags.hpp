// A result as the measurement tags that CTest reads out of a test's output into Test.xml (`ctest -T Test`).
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/result.hpp"

#include <string>

namespace tare::report {

/// One line a figure, for cells that have figures:
///     <CTestMeasurement type="numeric/double"
///     name="echo-256/server/cpp-beast:epoll/over_floor_cpu">1.24</CTestMeasurement>
/// Names are stable: <case id>/<role>/<contender>:<variant>/<figure>; a pair of two variants names both, as
/// epoll+sync. Figures that were not measured have no line. Values are the shortest that read back the same.
/// An invalid or unavailable cell has a line of type text/string, <…>/status, with its status and reason.
std::string ctest_tags(const core::RunResult&);

} // namespace tare::report
