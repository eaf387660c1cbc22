// Asks a contender's variant whether it can run here (CONTRACT.md, "Probe").
#pragma once

#include "bench/core/contender.hpp"

namespace tare::run {

class Interrupt;

/// Runs `COMMAND --variant V --probe` with a deadline of 10 s. Whatever goes wrong is the reason in an
/// Availability that says no; this never fails.
core::Availability probe(const core::Contender&, const core::Variant&, const Interrupt* interrupt = nullptr);

} // namespace tare::run
