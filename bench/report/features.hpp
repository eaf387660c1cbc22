// `tare features`: what each contender can do and needs, for people.
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/features.hpp"
#include "bench/report/style.hpp"

#include <string>

namespace tare::report {

/// Servers, then clients: tables with a row a variant, as many side by side as the terminal is wide, so that
/// no column is left out. Below them the mismatches, what each "no" and dash means, what is linked, and what
/// is tuned. Ends with a newline.
std::string features_text(const core::FeatureTable&, const Terminal&);

} // namespace tare::report
