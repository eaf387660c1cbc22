// The report on the terminal: the run's facts, a table a case, and how to read it.
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/result.hpp"
#include "bench/report/style.hpp"

#include <string>

namespace tare::report {

/// Fits the terminal's width from Terminal::kNarrowest up: columns give way, and the foot says which. Made
/// for 100 columns. Ends with a newline.
std::string console_table(const core::RunResult&, const Terminal&);

} // namespace tare::report
