// Which rows a case's table has, and in which order.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/result.hpp"
#include "bench/report/style.hpp"

#include <string>
#include <vector>

namespace tare::report {

using Cells = std::vector<const core::Cell*>;

/// The rows of a role that have numbers, best first (see case_table()).
Cells rows_of(const Cells& cells, core::Role role);

/// Above them: "servers, each with the client cpp-raw epoll".
std::string group_title(core::Role role, const Cells& rows, const Terminal&);

} // namespace tare::report
