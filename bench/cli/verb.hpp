// The shape of a verb, and what main passes into it.
//
// A verb is one file, bench/cli/<verb>.hpp and .cpp, that declares three things (here for `list`):
//
//     struct ListOptions { bool json = false; };
//     CLI::App& add_list(CLI::App& app, ListOptions& options);         // names, help, checks; no work
//     Result<int> list_verb(const ListOptions& options, const World& world);
//
// and one line in the table of command_line.cpp. add_<verb> returns the subcommand that it made; options that
// every verb has (--contenders, --color) are not its business. <verb>_verb writes data to stdout, advice to
// stderr, and returns the exit code or the Error that main prints: `tare: SENTENCE.`
//
// Thread safety: plain values.
#pragma once

#include "base/error.hpp"
#include "bench/report/style.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tare::cli {

inline constexpr int kFine = 0;
inline constexpr int kFailed = 1;          ///< a failed check or a confirmed regression
inline constexpr int kUsage = 2;           ///< wrong usage or bad input
inline constexpr int kNothingMeasured = 3; ///< and ours: a defect
inline constexpr int kCannotRunHere = 77;  ///< the reason is on stderr
inline constexpr int kInterrupted = 130;   ///< 128 + SIGINT, as shells have it: what there is, is partial

/// What main found out about the world around this process; a verb asks for nothing by itself.
struct World {
    std::filesystem::path home;     ///< where servers/, clients/, contract/ and bench/cases/ are
    std::filesystem::path bin;      ///< {bin}: the folder of compiled contenders
    std::filesystem::path prepared; ///< {out}: the folder of what `make contenders` builds
    std::string python;             ///< {python}: what runs Python contenders
    std::vector<std::filesystem::path> contender_roots; ///< --contenders, in the order given
    report::Terminal out;                               ///< stdout: data
    report::Terminal err;                               ///< stderr: progress and advice
    report::Environment environment;
};

} // namespace tare::cli
