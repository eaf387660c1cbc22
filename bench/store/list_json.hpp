// What `tare list --json` prints: suites, cases and contenders for programs.
//
//     { "schema": 1,
//       "suites": [ {"name", "about", "label", "sessions", "rounds", "block_ms", "budget_s", "roles": […],
//                    "cases": [ {"id", "workload", "size_bytes", "connections", "transport", "placement",
//                                "wait", "kind"} ]} ],
//       "contenders": [ {"name", "side", "floor", "language", "library", "homepage", "workloads": […],
//                        "variants": [ {"name", "about", "available", "reason", "versions": {…}, "features",
//                                       "capabilities": {…}} ],
//                        "tuned": [ {"variant", "what", "why"} ]} ] }
//
// "reason" is there only where "available" is false; "versions" and "features" only where it is true.
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/listing.hpp"
#include "bench/core/suite.hpp"

#include <string>
#include <vector>

namespace tare::store {

/// Indented, ends with a newline.
std::string list_to_json(const std::vector<core::Suite>& suites,
                         const std::vector<core::Listing>& contenders);

} // namespace tare::store
