// What has to be installed for a contender: what its probe says, or, for a compiled program, what it loads.
//
// Source: proc(5) (/proc/PID/maps), elf(5).
// Thread safety: none needed; reads files.
#pragma once

#include "bench/features/answers.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tare::features {

/// The paths of the shared objects in /proc/PID/maps, each once, in the order of their first lines.
std::vector<std::string> shared_objects_in(std::string_view maps);

/// Packages, installed bytes and shared objects of a running contender.
std::vector<FeatureCell> footprint_of(const core::Variant&, const core::Availability&, int pid);

} // namespace tare::features
