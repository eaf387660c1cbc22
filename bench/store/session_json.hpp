// One session's values as JSON, and back: what a later comparison needs (docs/result-format.md, "sessions").
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/result.hpp"

#include <boost/json/object.hpp>

namespace tare::store {

class JsonNode;

boost::json::object session_to_json(const core::SessionValue& session);
core::SessionValue session_from_json(const JsonNode& node);

} // namespace tare::store
