// Asks a contender's variant whether it can run here (CONTRACT.md, "Probe").
#pragma once

#include "bench/core/contender.hpp"

namespace tare::run {

/// Runs `COMMAND --variant V --probe` with a deadline of 10 s. Whatever goes wrong is the reason in an
/// Availability that says no; this never fails.
core::Availability probe(const core::Contender&, const core::Variant&);

} // namespace tare::run
