#include "contract/cpp/url.hpp"

#include <charconv>
#include <optional>

namespace tare::contract {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view digits) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return port;
}

/// Splits "host", "host:port" or "[v6]:port". The port is what stands after the colon, or nothing at all.
struct Authority {
    std::string_view host;
    std::optional<std::string_view> port;
};

Result<Authority> split_authority(std::string_view text) {
    std::string_view host = text, rest;
    if (text.starts_with('[')) {
        const auto bracket = text.find(']');
        if (bracket == std::string_view::npos) {
            return make_error(Trouble::usage, "\"{}\" has no closing bracket", text);
        }
        host = text.substr(1, bracket - 1);
        rest = text.substr(bracket + 1);
    } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        rest = text.substr(colon);
    }
    if (host.empty()) return make_error(Trouble::usage, "\"{}\" has no host", text);
    if (rest.empty()) return Authority{host, std::nullopt};
    if (!rest.starts_with(':')) {
        return make_error(Trouble::usage, "\"{}\" has something other than a port after the bracket", text);
    }
    return Authority{host, rest.substr(1)};
}

} // namespace

Result<HostPort> parse_host_port(std::string_view text) {
    const auto parts = split_authority(text);
    if (!parts) return parts.error();
    const auto port = parts->port ? parse_port(*parts->port) : std::nullopt;
    if (!port) {
        return make_error(Trouble::usage, "expected ADDRESS:PORT with a port of 0 to 65535, got \"{}\"",
                          text);
    }
    return HostPort{std::string(parts->host), *port};
}

Result<Url> parse_url(std::string_view text) {
    Url url;
    std::string_view rest = text;
    if (rest.starts_with("ws://")) {
        rest.remove_prefix(5);
    } else if (rest.starts_with("wss://")) {
        rest.remove_prefix(6);
        url.tls = true;
    } else {
        return make_error(Trouble::usage, "url \"{}\": must begin with ws:// or wss://", text);
    }
    if (rest.find('#') != std::string_view::npos) {
        return make_error(Trouble::usage, "url \"{}\": must have no fragment", text);
    }
    const auto authority_end = rest.find_first_of("/?");
    const auto parts = split_authority(rest.substr(0, authority_end));
    if (!parts) return in_context(fmt::format("url \"{}\"", text), parts.error());
    url.host = parts->host;
    url.port = url.tls ? 443 : 80;
    if (parts->port) {
        const auto port = parse_port(*parts->port);
        if (!port || *port == 0) {
            return make_error(Trouble::usage, "url \"{}\": port must be 1 to 65535, got \"{}\"", text,
                              *parts->port);
        }
        url.port = *port;
    }
    const std::string_view tail =
        authority_end == std::string_view::npos ? std::string_view{} : rest.substr(authority_end);
    url.path = tail.starts_with('/') ? std::string(tail) : fmt::format("/{}", tail);
    return url;
}

} // namespace tare::contract
