// The tables of the feature report: features side by side as far as the terminal is wide, the rest below.
//
// Thread safety: pure functions.
#pragma once

#include "bench/core/features.hpp"
#include "bench/report/style.hpp"

#include <string>
#include <vector>

namespace tare::report {

/// "yes", "no", "1.3", "64 MiB", or the sign for absent; "!" behind it where contender.json says otherwise.
std::string cell_text(const core::FeatureCell*, const Terminal&);

/// The reports must be of one side and available. Tables are parted by an empty line.
std::string feature_tables(const std::vector<const core::FeatureReport*>&, std::string_view heading,
                           const Terminal&);

} // namespace tare::report
