#include "wire/http/head.hpp"

#include <algorithm>

namespace tare::wire::http {

namespace {

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_token_char(char c) {
    return is_alpha(c) || is_digit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// Visible ASCII, blanks, and what RFC 9110 calls obs-text.
bool is_value_char(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

std::string_view trim(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

} // namespace

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_token_char); }

bool Head::add_field(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    // A blank before the colon, or a line that begins with one (a folded line), is no token: refused here.
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim(line.substr(colon + 1));
    if (!is_token(name) || !std::ranges::all_of(value, is_value_char)) return false;
    fields_[count_++] = {name, value};
    return true;
}

HeadStep Head::parse(std::string_view received) {
    count_ = 0;
    const std::string_view seen = received.substr(0, kLongestHead);
    const std::size_t end = seen.find("\r\n\r\n");
    // What can stand in no head is refused before the head is all there; so it comes first also when it is,
    // and the answer is the same in however many pieces the head arrives.
    if (std::ranges::any_of(seen.substr(0, end),
                            [](char c) { return !is_value_char(c) && c != '\r' && c != '\n'; }))
        return HeadStep::malformed;
    if (end == std::string_view::npos)
        return received.size() >= kLongestHead ? HeadStep::too_large : HeadStep::more;
    bytes_ = end + 4;
    bool first = true;
    for (std::size_t at = 0; at <= end; first = false) {
        const std::size_t stop = std::min(seen.find("\r\n", at), end);
        const std::string_view line = seen.substr(at, stop - at);
        at = stop + 2;
        if (first) {
            if (!std::ranges::all_of(line, is_value_char)) return HeadStep::malformed;
            start_line_ = line;
            continue;
        }
        if (count_ == kMostFields) return HeadStep::too_large;
        if (!add_field(line)) return HeadStep::malformed;
    }
    return HeadStep::whole;
}

std::size_t Head::count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(fields(), [&](const Field& field) { return same_word(field.name, name); }));
}

std::string_view Head::only(std::string_view name) const {
    std::string_view value;
    std::size_t seen = 0;
    for (const Field& field : fields()) {
        if (!same_word(field.name, name)) continue;
        value = field.value;
        ++seen;
    }
    return seen == 1 ? value : std::string_view{};
}

std::string Head::joined(std::string_view name) const {
    std::string list;
    for (const Field& field : fields())
        if (same_word(field.name, name)) list.append(list.empty() ? "" : ", ").append(field.value);
    return list;
}

bool Head::lists(std::string_view name, std::string_view token) const {
    for (const Field& field : fields()) {
        if (!same_word(field.name, name)) continue;
        for (std::string_view rest = field.value;;) {
            const std::size_t comma = rest.find(',');
            if (same_word(trim(rest.substr(0, comma)), token)) return true;
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
    }
    return false;
}

} // namespace tare::wire::http
