// `tare selftest --full`: experiments one after the other, each kept in a file of its own, until there are
// enough or the time is over; and `--summary`, the figures of those that are there.
#pragma once

#include "bench/cli/selftest.hpp"

namespace tare::cli {

Result<int> selftest_full(const SelftestOptions& options, const World& world);

/// Writes summary.txt into each folder and prints it, and what several come to together; measures nothing.
Result<int> selftest_summary(const std::vector<std::filesystem::path>& folders);

} // namespace tare::cli
