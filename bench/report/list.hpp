// `tare list`: what can be measured here, for people.
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/listing.hpp"
#include "bench/core/suite.hpp"
#include "bench/report/style.hpp"

#include <string>
#include <vector>

namespace tare::report {

/// Suites with their cases, then contenders by side with each variant's library versions and features, or why
/// it is not available. Ends with a newline.
std::string list_text(const std::vector<core::Suite>& suites, const std::vector<core::Listing>& contenders,
                      const Terminal&);

} // namespace tare::report
