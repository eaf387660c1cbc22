// Reads numbers and lines out of the texts of /proc and /sys. Whatever the text holds, nothing here throws or
// reads beyond it: what is not there is absent.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare::hw::scan {

std::string_view trimmed(std::string_view text);

/// Takes the first line off `text`, without its line end; absent at the end of the text.
std::optional<std::string_view> take_line(std::string_view& text);
/// Takes the first word (no spaces or tabs) off `line`; absent when there is none.
std::optional<std::string_view> take_word(std::string_view& line);

/// A whole decimal number, nothing before or behind it; absent if it does not fit 64 bits.
std::optional<std::int64_t> number(std::string_view word);
/// The same with 0x in front.
std::optional<std::int64_t> hex_number(std::string_view word);
/// The number a text begins with: "512 kB" -> 512.
std::optional<std::int64_t> leading_number(std::string_view text);

/// Sums and products that stop at the ends of what fits: a text may hold any number.
std::int64_t sum(std::int64_t a, std::int64_t b);
std::int64_t product(std::int64_t a, std::int64_t positive);

/// What stands behind `name` and its separator (":", "=", spaces, tabs) on the first line that begins with
/// it: value("MemTotal:  16 kB\n", "MemTotal") -> "16 kB".
std::optional<std::string_view> value(std::string_view text, std::string_view name);
/// The number that value() begins with.
std::optional<std::int64_t> numeric_value(std::string_view text, std::string_view name);

/// The word in brackets of a text that lists what there is to choose from: "always [madvise] never" ->
/// "madvise". A text without brackets is returned whole, without white space around it.
std::string_view chosen_word(std::string_view text);

/// "0-3,8,10-11" -> 0 1 2 3 8 10 11; ascending, each once. Numbers from kMostCpus on, reversed ranges and
/// what is no number are left out.
std::vector<int> cpu_list(std::string_view text);
/// The inverse: 0 1 2 3 8 -> "0-3,8".
std::string cpu_list_text(const std::vector<int>& ascending);

/// More than any kernel is built for today (CONFIG_NR_CPUS is 8192 at most).
inline constexpr int kMostCpus = 16384;

} // namespace tare::hw::scan
