#include "bench/check/vectors.hpp"

#include <algorithm>
#include <charconv>

namespace tare::check {
namespace {

/// "16" or nothing; false when it is neither.
bool read_offset(std::string_view text, std::size_t& offset) {
    if (text.empty()) return true;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), offset);
    return error == std::errc{} && end == text.data() + text.size();
}

/// One token in braces, without them.
Result<Bytes> render_name(std::string_view name, const Bytes& payload, const Bytes& previous) {
    if (name == "previous") return previous;
    if (name == "payload") return payload;
    const auto wrong = [&] {
        return make_error(Trouble::usage, "{{{}}}: expected payload, payload:A:B, payload^N or previous",
                          name);
    };
    std::size_t from = 0, to = payload.size();
    if (name.starts_with("payload^")) {
        if (!read_offset(name.substr(8), from)) return wrong();
        Bytes changed = payload;
        if (from < changed.size()) changed[from] = static_cast<char>(~changed[from]);
        return changed;
    }
    if (!name.starts_with("payload:")) return wrong();
    const std::string_view range = name.substr(8);
    const auto colon = range.find(':');
    if (colon == std::string_view::npos || !read_offset(range.substr(0, colon), from) ||
        !read_offset(range.substr(colon + 1), to)) {
        return wrong();
    }
    from = std::min(from, payload.size());
    return payload.substr(from, std::max(from, to) - from);
}

} // namespace

Bytes expand_host(Bytes bytes, std::string_view host) {
    constexpr std::string_view kPlace = "{host}";
    for (std::size_t at = 0; (at = bytes.find(kPlace, at)) != Bytes::npos; at += host.size()) {
        bytes.replace(at, kPlace.size(), host);
    }
    return bytes;
}

Result<Bytes> render_reply(std::string_view text, const Bytes& payload, const Bytes& previous) {
    Bytes all;
    for (std::size_t at = 0; (at = text.find_first_not_of(' ', at)) != std::string_view::npos;) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string_view token = text.substr(at, end - at);
        auto bytes = token.starts_with('{') && token.ends_with('}')
                         ? render_name(token.substr(1, token.size() - 2), payload, previous)
                         : parse_hex(token);
        if (!bytes) return bytes.error();
        all += *bytes;
        at = end;
    }
    return all;
}

} // namespace tare::check
