// A comparison as people read it: a table of verdicts, and what they come to in sentences.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/verdict.hpp"
#include "bench/report/style.hpp"

#include <string>

namespace tare::report {

/// What was compared with what, a row a gate with its change and the least that could be seen, the reasons,
/// and the summary. Ends with a newline.
std::string verdict_table(const core::Comparison&, const Terminal&);

/// "1 regressed, 12 equivalent, 1 suspected and not confirmed." and a sentence for each row that must be
/// looked at. One line a sentence, each ending in a newline.
std::string verdict_summary(const core::Comparison&, const Terminal&);

} // namespace tare::report
