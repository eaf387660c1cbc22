// HdrHistogram's V2 encoding: what its log files (.hlog) and its readers in every language hold.
//
// Payload, big-endian: cookie 0x1c849313, length of the counters in bytes, normalizing index offset (0),
// significant digits, lowest and highest trackable value (64 bit), ratio to a double (1.0); then the counters
// from 0 up to the last that is used, each as a ZigZag LEB128 number of at most 9 bytes, where a negative
// number -n stands for n empty counters. Compressed: cookie 0x1c849314, length, and the payload as a zlib
// stream; that as base64 begins with HISTFAAA. Source: HdrHistogram's Java class EncodableHistogram and its
// V2 format.
//
// Thread safety: pure functions.
#pragma once

#include "base/error.hpp"
#include "bench/stats/histogram.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tare::stats {

/// The compressed form in base64. The number of saturated values is not part of the format.
std::string encode(const Histogram& histogram);

/// The inverse: counts are exact, values as exact as their counters, so min, max and mean are those of the
/// counters. Refuses other layouts than ours (another resolution, a shifted or scaled histogram) and whatever
/// is cut off or inconsistent, with the reason.
Result<Histogram> decode(std::string_view base64);

/// The uncompressed payload, which is the same whatever version of zlib there is.
std::vector<std::uint8_t> encode_payload(const Histogram& histogram);
Result<Histogram> decode_payload(std::span<const std::uint8_t> payload);

} // namespace tare::stats
