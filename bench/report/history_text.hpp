// `tare history` for people and for plotting programs.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/history.hpp"
#include "bench/report/style.hpp"

#include <string>
#include <vector>

namespace tare::report {

/// A heading a hardware key, under it a table a series, with its curve in one line; results of different
/// keys stand apart, and it is said that they do.
std::string history_text(const core::History&, const Terminal&);

/// A line a point, with a line of names in front (RFC 4180). What was not measured is empty. Columns are in
/// docs/history.md.
std::string history_csv(const core::History&);

/// The values as one line of signs from the least to the greatest: "▁▂▂▅█", or digits 1 to 8 where only ASCII
/// can be shown. Values alike are all in the middle.
std::string sparkline(const std::vector<double>& values, const Terminal&);

} // namespace tare::report
