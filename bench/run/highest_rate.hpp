// The search for the highest rate at which something holds.
//
// Thread safety: none beyond that of its arguments.
#pragma once

#include "base/error.hpp"

#include <functional>

namespace tare::run {

/// The share of the highest rate that is tried first: what does not hold there holds nowhere.
inline constexpr double kLowestShare = 1.0 / 64;
/// Each halves what is left of a factor of 64; after seven it is 64^(1/128) = 1.033.
inline constexpr int kHalvings = 7;

/// The highest rate up to `most`, to 3.3 %, at which `holds` says yes, if whatever holds at a rate holds at
/// all lower ones. 0: not even at kLowestShare of it. An error of `holds` is passed on.
Result<double> highest_rate(double most, const std::function<Result<bool>(double rate)>& holds);

} // namespace tare::run
