// What a contender declares of its library's departures from RFC 6455, held against what was found.
//
// Thread safety: a pure function.
#pragma once

#include "bench/check/report.hpp"
#include "bench/core/contender.hpp"

#include <vector>

namespace tare::check {

/// A failure of a declared question becomes a note that says what the library does; the same question over
/// TLS is meant too. Only what the RFC demands can be declared, not what the contract does: that, or what is
/// no question at all, is a failure of its own. One that was asked and not found is a note: some show only
/// when pieces arrive as they were sent.
void apply_deviations(const std::vector<core::Deviation>& declared, CheckReport& report);

} // namespace tare::check
