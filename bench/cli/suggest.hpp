// "Did you mean …": the nearest name to one that does not exist.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tare::cli {

/// Insertions, deletions, substitutions and swaps of neighbours that turn one into the other (optimal string
/// alignment distance; Damerau 1964).
int edit_distance(std::string_view a, std::string_view b);

/// The nearest of the names, if it is near: at most a third of the longer one's characters differ, or it
/// begins with what was typed. The first of several alike; empty where none is near.
std::string nearest_name(std::string_view typed, const std::vector<std::string>& names);

/// To be put behind a sentence: `; did you mean "quick"?`, else `, there is quick, latency` where there are
/// at most eight names, else nothing.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& names);

} // namespace tare::cli
