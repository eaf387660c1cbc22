// What `tare doctor --json` prints.
//
//     { "schema": 1, "trust": "…", "cpus": [1], "looked_s": 3.2,
//       "findings": [ {"id", "title", "grade": "serious|minor|unknown|good", "found", "where", "cost",
//                      "source", "measured": {"gap_p99_ns": 31}, "command", "advice", "tunable"} ] }
//
// Findings are sorted worst first. A member that would be empty is absent, and "looked_s" where nothing was
// measured.
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/finding.hpp"

#include <string>

namespace tare::store {

/// Indented, ends with a newline.
std::string doctor_to_json(const core::Diagnosis&);

} // namespace tare::store
