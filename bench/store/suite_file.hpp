// Reads bench/cases/*.json: the declared suites and their cases.
//
//     { "name": "quick", "about": "One sentence.", "label": "latency",
//       "sessions": 5, "rounds": 30, "block_ms": 12, "budget_s": 150,
//       "roles": ["server", "client"], "contenders": ["cpp-*"],
//       "cases": [ {"workload": "echo", "size_bytes": [256, 8192], "transport": ["ws", "wss"]},
//                  {"workload": "echo", "size_bytes": 256, "contenders": "*"} ],
//       "goals": [ {"case": "echo-256", "role": "server", "of": "cpp-raw:epoll", "figure": "rate",
//                   "over": "cpp-beast:epoll-tuned", "at_least": 1.2} ] }
//
// A goal is about a case of the suite; `over` may be "floor". See core::Goal.
//
// `contenders` says whose rows are wanted: a glob, or a list of them, over NAME or NAME:VARIANT. That of an
// entry of `cases` holds for its cases instead of the suite's; without either it is everybody. The floor and
// the reference ends run in any case.
//
// Every other value of a case may be a list; lists are crossed, the one written first varies slowest. What a
// case does not name is as usual (see core::Case). Cases keep the order of the file; the same case twice is
// an error, and so are more than 1 000.
//
// Errors name the file, the JSON pointer (the line and column where the text is no JSON), what was expected
// and what was found, and are Trouble::usage:
//     quick.json: /cases/2/size_bytes: expected a whole number from 0 to 67108864, got "big"
//
// Thread safety: pure functions, apart from reading files.
#pragma once

#include "bench/core/suite.hpp"

#include <filesystem>
#include <string_view>
#include <vector>

namespace tare::store {

/// `file` is only named in errors; the caller checks that the suite's name fits it.
Result<core::Suite> parse_suite(std::string_view text, std::string_view file);

/// Every *.json of the folder, by name; a file's stem must equal its suite's name. One wrong file is an
/// error for all: a suite that silently vanishes is worse.
Result<std::vector<core::Suite>> load_suites(const std::filesystem::path& folder);

} // namespace tare::store
