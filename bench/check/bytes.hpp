// Bytes as the vectors write them, and as a sentence shows them.
//
// Thread safety: pure functions.
#pragma once

#include "base/error.hpp"

#include <string>
#include <string_view>

namespace tare::check {

/// Raw bytes; a std::string holds any.
using Bytes = std::string;

/// "81 85 37fa213d 7f9f4d51*31 58": hexadecimal digits in pairs, blanks anywhere between tokens, "*31"
/// repeats the token before it 31 times (at most 1 048 576).
Result<Bytes> parse_hex(std::string_view text);

/// "48656c6c6f" or, above 24 bytes, "48656c6c…48 (125 bytes)". "nothing" for no bytes.
std::string show(std::string_view bytes);

/// Why the two differ: lengths, or the first offset that does. Both are shown around it.
std::string show_difference(std::string_view expected, std::string_view got);

} // namespace tare::check
