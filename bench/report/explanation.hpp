// `tare run --explain`: what a message is made of, row by row, and what differs from the floor.
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/result.hpp"
#include "bench/report/style.hpp"

#include <string>

namespace tare::report {

/// Empty where nothing was explained. Of a server's row its server is shown, of a client's its client, of a
/// pair and of the floor both.
std::string explanation(const core::RunResult&, const Terminal&);

} // namespace tare::report
