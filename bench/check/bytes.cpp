#include "bench/check/bytes.hpp"

#include <algorithm>
#include <charconv>

namespace tare::check {
namespace {

constexpr std::size_t kMostRepeats = std::size_t{1} << 20;

std::string hex(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return text;
}

Result<Bytes> parse_token(std::string_view token) {
    std::size_t repeats = 1;
    std::string_view digits = token;
    if (const auto star = token.find('*'); star != std::string_view::npos) {
        digits = token.substr(0, star);
        const std::string_view count = token.substr(star + 1);
        const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), repeats);
        if (error != std::errc{} || end != count.data() + count.size() || repeats > kMostRepeats) {
            return make_error(Trouble::usage, "\"{}\": expected a number up to {} after the star", token,
                              kMostRepeats);
        }
    }
    Bytes once;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        unsigned value = 0;
        const std::string_view pair = digits.substr(i, 2);
        const auto [end, error] = std::from_chars(pair.data(), pair.data() + pair.size(), value, 16);
        if (error != std::errc{} || pair.size() != 2 || end != pair.data() + 2) {
            return make_error(Trouble::usage, "\"{}\": expected pairs of hexadecimal digits", token);
        }
        once += static_cast<char>(value);
    }
    Bytes all;
    all.reserve(once.size() * repeats);
    for (std::size_t i = 0; i < repeats; ++i) all += once;
    return all;
}

} // namespace

Result<Bytes> parse_hex(std::string_view text) {
    Bytes all;
    for (std::size_t at = 0; (at = text.find_first_not_of(' ', at)) != std::string_view::npos;) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        auto token = parse_token(text.substr(at, end - at));
        if (!token) return token.error();
        all += *token;
        at = end;
    }
    return all;
}

std::string show(std::string_view bytes) {
    if (bytes.empty()) return "nothing";
    if (bytes.size() <= 24) return hex(bytes);
    return fmt::format("{}…{} ({} bytes)", hex(bytes.substr(0, 12)), hex(bytes.substr(bytes.size() - 4)),
                       bytes.size());
}

std::string show_difference(std::string_view expected, std::string_view got) {
    if (expected.size() != got.size() || expected.size() <= 24) {
        return fmt::format("expected {}, got {}", show(expected), show(got));
    }
    const auto [at, other] = std::mismatch(expected.begin(), expected.end(), got.begin());
    const auto offset = static_cast<std::size_t>(at - expected.begin());
    return fmt::format("{} bytes: at offset {} expected {}, got {}", expected.size(), offset,
                       hex(expected.substr(offset, 8)), hex(got.substr(offset, 8)));
}

} // namespace tare::check
