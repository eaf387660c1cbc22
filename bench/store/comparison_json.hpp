// A comparison as JSON (docs/compare.md): what `tare compare --json` prints.
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/verdict.hpp"

#include <string>

namespace tare::store {

/// Indented, ending in a newline. What is absent in the value is absent in the JSON.
std::string comparison_to_json(const core::Comparison&);

} // namespace tare::store
