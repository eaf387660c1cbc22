// Numbers as people read them. Nothing is computed here but the rounding.
//
// Thread safety: pure functions. Every value must be finite; absent values are the caller's `–`.
#pragma once

#include "bench/core/result.hpp"

#include <cstdint>
#include <string>

namespace tare::report {

/// Thousands set apart by spaces: 156042 -> "156 042".
std::string whole(std::int64_t value);

/// Three significant digits, all digits before the point: 6.304 -> "6.30", 69.07 -> "69.1", 156042.4 -> "156
/// 042", 0.03123 -> "0.0312", 0 -> "0".
std::string three_digits(double value);

/// Nanoseconds in the unit that suits them: "512 ns", "6.30 µs", "1.25 ms", "2.50 s".
std::string duration(double nanoseconds, std::string_view micro = "µ");

/// Seconds as a person waits for them: "0.8 s", "48 s", "15 min", "2 min 14 s", "1 h 03 min".
std::string waiting_time(double seconds);

/// Powers of 1024 once they are reached: "256 B", "8 KiB", "97.7 KiB", "64 MiB".
std::string bytes(std::int64_t value);

/// A share as per cent: 0.0032 -> "0.32 %".
std::string percent(double share);

/// A ratio with its half-width, in the parts by which a column of them is aligned: "1" ".024" "±.004".
/// As many decimals as the half-width justifies: 3 where it is below 0.01 (and the ratio below 10), 2 below
/// 10, 1 below 100, else none. The half-width is the longer side of the interval, rounded up, so that the
/// interval shown holds the one computed.
struct RatioText {
    std::string whole;
    std::string fraction; ///< with its point; may be empty
    std::string margin;   ///< with its sign; empty where there is no interval
};
RatioText ratio(const core::Estimate&, std::string_view plus_minus = "±");

} // namespace tare::report
