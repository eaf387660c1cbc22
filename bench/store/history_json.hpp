// What `tare history --json` prints.
//
//     { "schema": 1, "case": "echo-256", "metric": "cpu",
//       "series": [ {"key", "machine", "network", "role", "contender", "variant",
//                    "server": {"contender", "variant"}, "client": {…},
//                    "points": [ {"file", "started_utc", "revision", "dirty", "partial", "status", "reason",
//                                 "sessions", "value": {"est", "lo", "hi"}, "delta",
//                                 "change": {"shift", "p_sessions", "p_runs"}} ]} ],
//       "left_out": ["FILE: why"] }
//
// Points are sorted by time. A member that is not known is absent.
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/history.hpp"

#include <string>

namespace tare::store {

/// Indented, ends with a newline.
std::string history_to_json(const core::History&);

} // namespace tare::store
