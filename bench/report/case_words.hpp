// What the console report says about a case in words: its title, its rows' names, its remarks.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/result.hpp"
#include "bench/report/style.hpp"

#include <string>
#include <vector>

namespace tare::report {

/// "echo-256", and its parameters in words: "256 B binary · 1 connection · ws · one core · blocking". One
/// line.
std::string case_title(const core::Case&, const Terminal&);

/// The parameters alone, in words, for a terminal's signs.
std::string case_in_words(const core::Case&, const Terminal&);

/// "cpp-beast epoll"; "cpp-beast epoll/sync" for a pair whose ends run different variants.
std::string program_text(const core::Cell&);

/// Whether the cell, one of `cells`, has a note that not all rows have: its row is then marked.
bool has_note_of_its_own(const core::Cell& cell, const std::vector<const core::Cell*>& cells);

/// Below the table: each invalid and unavailable cell with its reason, and each note; what several cells
/// share is said once.
std::string remarks(const std::vector<const core::Cell*>& cells, const Terminal&);

} // namespace tare::report
