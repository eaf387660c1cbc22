#include "hw/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace tare::hw::scan {
namespace {

constexpr std::string_view kBlank = " \t";

std::optional<std::int64_t> whole(std::string_view word, int base) {
    std::int64_t found = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), found, base);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return found;
}

} // namespace

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view white{" \t\r\n\0", 5}; // device-tree strings end in a zero byte
    const auto first = text.find_first_not_of(white);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::optional<std::string_view> take_line(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

std::optional<std::string_view> take_word(std::string_view& line) {
    const auto first = line.find_first_not_of(kBlank);
    if (first == std::string_view::npos) {
        line = {};
        return std::nullopt;
    }
    line.remove_prefix(first);
    const auto word = line.substr(0, line.find_first_of(kBlank));
    line.remove_prefix(word.size());
    return word;
}

std::optional<std::int64_t> number(std::string_view word) { return whole(word, 10); }

std::optional<std::int64_t> hex_number(std::string_view word) {
    if (!word.starts_with("0x") || word.size() == 2 || word[2] == '-') return std::nullopt;
    return whole(word.substr(2), 16);
}

std::optional<std::int64_t> leading_number(std::string_view text) {
    text = trimmed(text);
    std::int64_t found = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), found);
    if (error != std::errc{}) return std::nullopt;
    return found;
}

std::int64_t sum(std::int64_t a, std::int64_t b) {
    using Limits = std::numeric_limits<std::int64_t>;
    if (b > 0 && a > Limits::max() - b) return Limits::max();
    if (b < 0 && a < Limits::min() - b) return Limits::min();
    return a + b;
}

std::int64_t product(std::int64_t a, std::int64_t positive) {
    using Limits = std::numeric_limits<std::int64_t>;
    if (a > Limits::max() / positive) return Limits::max();
    if (a < Limits::min() / positive) return Limits::min();
    return a * positive;
}

std::optional<std::string_view> value(std::string_view text, std::string_view name) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        at = end + 1;
        if (!line.starts_with(name)) continue;
        const auto rest = line.substr(name.size());
        const auto begin = rest.find_first_not_of(" \t:=");
        if (begin == 0) continue; // a longer name
        return begin == std::string_view::npos ? std::string_view{} : trimmed(rest.substr(begin));
    }
    return std::nullopt;
}

std::optional<std::int64_t> numeric_value(std::string_view text, std::string_view name) {
    const auto found = value(text, name);
    return found ? leading_number(*found) : std::nullopt;
}

std::string_view chosen_word(std::string_view text) {
    const auto open = text.find('[');
    const auto close = open == std::string_view::npos ? open : text.find(']', open);
    return close == std::string_view::npos ? trimmed(text) : text.substr(open + 1, close - open - 1);
}

std::vector<int> cpu_list(std::string_view text) {
    std::vector<int> cpus;
    text = trimmed(text);
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        const auto part = trimmed(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        const auto dash = part.find('-');
        const auto first = number(part.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : number(part.substr(dash + 1));
        if (!first || !last || *first < 0) continue;
        for (auto cpu = *first; cpu <= *last && cpu < kMostCpus; ++cpu) cpus.push_back(static_cast<int>(cpu));
        if (cpus.size() > std::size_t{4} * kMostCpus) break;
    }
    std::sort(cpus.begin(), cpus.end());
    cpus.erase(std::unique(cpus.begin(), cpus.end()), cpus.end());
    return cpus;
}

std::string cpu_list_text(const std::vector<int>& ascending) {
    std::string text;
    for (std::size_t i = 0; i < ascending.size();) {
        std::size_t last = i;
        while (last + 1 < ascending.size() && ascending[last + 1] == ascending[last] + 1) ++last;
        if (!text.empty()) text += ',';
        text +=
            last == i ? fmt::format("{}", ascending[i]) : fmt::format("{}-{}", ascending[i], ascending[last]);
        i = last + 1;
    }
    return text;
}

} // namespace tare::hw::scan
