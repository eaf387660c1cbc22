// Ends that share a core are not measured while their code lies so that it disturbs itself (hw/code_layout):
// a service shares its core with no second copy of itself, so what that costs is nobody's.
//
// Thread safety: as its arguments.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"
#include "hw/code_layout.hpp"

#include <functional>
#include <vector>

namespace tare::run {

/// Two in five are bad where three large libraries lie at multiples of 2 MiB (one in eight each) and small
/// ones at any page (one in sixteen): not one in 10^6 is still bad then.
inline constexpr int kMostStarts = 16;
/// No start is begun later: a runtime that takes a tenth of a second may need more than the measurement is
/// worth.
inline constexpr Milliseconds kLongestSearch{250};

/// Starts an end anew until its code does not collide with the server's; what is bad after kMostStarts or
/// kLongestSearch stays.
/// Errors: those of `start_again`.
Result<void> keep_code_apart(const std::vector<hw::MappedCode>& server,
                             const std::function<std::vector<hw::MappedCode>()>& client,
                             const std::function<Result<void>()>& start_again);

} // namespace tare::run
