#include "hw/code_layout.hpp"

#include "hw/scan.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tare::hw {
namespace {

/// A whole hexadecimal number as maps has them, without 0x.
std::optional<std::uint64_t> bare_hex(std::string_view word) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, 16);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return value;
}

/// "7f8d72000000-7f8d72300000 r-xp 00100000 fe:00 1234   /usr/lib/libcrypto.so.3"
std::optional<MappedCode> code_of(std::string_view line) {
    const auto range = scan::take_word(line), rights = scan::take_word(line), offset = scan::take_word(line),
               device = scan::take_word(line), inode = scan::take_word(line);
    if (!inode || rights->find('x') == std::string_view::npos || *inode == "0") return std::nullopt;
    const auto start = bare_hex(range->substr(0, range->find('-')));
    const auto into_file = bare_hex(*offset);
    if (!start || !into_file) return std::nullopt;
    return MappedCode{std::string(*device).append(" ").append(*inode), *start - *into_file};
}

bool is_multiple(std::uint64_t apart, int bits) { return (apart & ((std::uint64_t{1} << bits) - 1)) == 0; }

} // namespace

std::vector<MappedCode> parse_code_layout(std::string_view maps) {
    std::vector<MappedCode> layout;
    while (const auto line = scan::take_line(maps)) {
        auto code = code_of(*line);
        const auto is_it = [&](const MappedCode& one) { return one.file == code->file; };
        if (code && std::none_of(layout.begin(), layout.end(), is_it)) layout.push_back(std::move(*code));
    }
    return layout;
}

bool collide(const std::vector<MappedCode>& a, const std::vector<MappedCode>& b) {
    return std::any_of(a.begin(), a.end(), [&](const MappedCode& one) {
        return std::any_of(b.begin(), b.end(), [&](const MappedCode& other) {
            const auto apart = one.address - other.address;
            if (one.file != other.file || apart == 0) return false;
            return is_multiple(apart, apart % kLargePage == 0 ? kTargetBufferBits : kIndirectBits);
        });
    });
}

} // namespace tare::hw
