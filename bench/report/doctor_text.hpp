// `tare doctor` for people.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/finding.hpp"
#include "bench/core/tuning.hpp"
#include "bench/report/style.hpp"

#include <string>
#include <vector>

namespace tare::report {

/// The sentence first, then the findings, worst first: what was found and where, what it costs, how to mend
/// it. Those that are good take a line each.
std::string doctor_text(const core::Diagnosis&, const Terminal&);

/// What was set, or set back: old and new value of each, alike ones in one line.
std::string tuning_text(const std::vector<core::TuneChange>&, const Terminal&);

} // namespace tare::report
