// Asks a contender's variant whether it can run here (CONTRACT.md, "Probe").
#pragma once

#include "bench/core/contender.hpp"

#include <span>
#include <vector>

namespace tare::run {

class Interrupt;

/// What is to be probed.
struct Probed {
    const core::Contender* contender = nullptr;
    const core::Variant* variant = nullptr;
};

/// Runs `COMMAND --variant V --probe` with a deadline of 10 s each, some at a time: a runtime takes up to a
/// second to come up, and there may be dozens. Answers in the order asked. Whatever goes wrong is the reason
/// in an Availability that says no; this never fails. Where a command needs what the contender's prepare
/// script builds ({out}) and that is not there, the reason is the sentence in {out}/unavailable, else how to
/// build it.
std::vector<core::Availability> probe(std::span<const Probed>, const Interrupt* interrupt = nullptr);

/// One.
core::Availability probe(const core::Contender&, const core::Variant&, const Interrupt* interrupt = nullptr);

} // namespace tare::run
