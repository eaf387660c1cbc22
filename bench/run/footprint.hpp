// The footprint in a probe's answer (CONTRACT.md, "Probe").
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/contender.hpp"

#include <boost/json/object.hpp>

#include <optional>

namespace tare::run {

/// Absent where the answer has none. One that is not as the contract has it is there, with the sentence in
/// `trouble`; what of it was good is kept.
std::optional<core::Footprint> read_footprint(const boost::json::object& answer);

} // namespace tare::run
