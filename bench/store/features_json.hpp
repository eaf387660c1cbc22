// What `tare features --json` prints; docs/features.md describes every member.
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/features.hpp"

#include <string>

namespace tare::store {

inline constexpr int kFeaturesSchema = 1;

/// Indented, ends with a newline.
std::string features_to_json(const core::FeatureTable&);

} // namespace tare::store
