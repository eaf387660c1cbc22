// The cases as CTest tests: the text of the script that CTest reads before it runs (TEST_INCLUDE_FILES).
// It is written after the build, so a case that is added to a suite becomes a test without configuring again.
//
// Each test is named <suite>.<case id>, is labelled with its suite's label, asks CTest's resource spec for
// the cores of its ends, runs beside nothing else, and counts exit code 77 as skipped. It ends with a verdict
// against the baseline (--judge), except in suites labelled smoke, which are too short to measure. Source:
// cmake-properties(7), RESOURCE_GROUPS, RUN_SERIAL, SKIP_RETURN_CODE; ctest(1), "Resource Allocation".
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/suite.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tare::report {

/// Where the tests find things. Absolute: CTest runs them from any folder.
struct CtestPaths {
    std::filesystem::path tare;    ///< the program
    std::filesystem::path results; ///< each test writes to results/<suite>.<case id>/
};

/// Complete CMake script text; only a comment when no suite has a case.
std::string ctest_script(const std::vector<core::Suite>& suites, const CtestPaths& paths);

} // namespace tare::report
