// What a command line asks to be measured: cases by id, contenders by glob, a budget in words.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/contender.hpp"
#include "bench/core/suite.hpp"

#include <string>
#include <vector>

namespace tare::cli {

/// "90s", "3m", "1h", "1.5m" in seconds; > 0.
Result<double> parse_duration(std::string_view text);

/// Shell-like: * any characters, ? one. Case-sensitive.
bool glob_matches(std::string_view glob, std::string_view text);

/// Whether a program is named by one of the globs, each over NAME or NAME:VARIANT. No globs: every program
/// is.
bool names_program(const std::vector<std::string>& globs, const core::Program& program);

/// The suite of that name with only these cases, or all of its own where `ids` is empty. An id that no suite
/// declares is still a case (any size can be asked for); its share of the budget is that of the suite's.
/// Errors: an unknown suite or a case that is no case, each with the nearest name there is.
Result<core::Suite> select_suite(const std::vector<core::Suite>& suites, const std::string& name,
                                 const std::vector<std::string>& ids);

/// Whether this suite wants this program's row in this case. Globs that are named on the command line hold
/// instead of the suite's: who names a contender wants to see it.
bool wants_program(const core::Suite& suite, const std::vector<std::string>& named,
                   const core::Case& measured, const core::Program& program);

/// Every case at this placement instead of its own; what becomes the same case is kept once, with the
/// contenders of each.
void place(core::Suite& suite, core::Placement placement);

} // namespace tare::cli
