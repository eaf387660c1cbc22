// One cell of a result as JSON, and back (docs/result-format.md, "cells").
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/result.hpp"

#include <boost/json/object.hpp>

namespace tare::store {

class JsonNode;

boost::json::object program_to_json(const core::Program& program);

boost::json::object case_to_json(const core::Case& measured);
/// Also holds the id against the parameters.
core::Case case_from_json(const JsonNode& node);

/// A cell that is not ok has a reason and no numbers.
boost::json::object cell_to_json(const core::Cell& cell);
core::Cell cell_from_json(const JsonNode& node);

} // namespace tare::store
