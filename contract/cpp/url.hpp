// A ws: or wss: URL taken apart (RFC 6455, section 3).
#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tare::contract {

struct Url {
    bool tls = false;
    std::string host; ///< an IPv6 address stands without its brackets
    std::uint16_t port = 0;
    std::string path; ///< begins with '/', holds the query

    friend bool operator==(const Url&, const Url&) = default;
};

/// Port 80 or 443 and path "/" where the URL has none. Errors name the URL and the part that is wrong.
Result<Url> parse_url(std::string_view text);

/// "127.0.0.1:0" or "[::1]:0", as --listen takes it. Errors do not repeat the option's name.
struct HostPort {
    std::string host;
    std::uint16_t port = 0;
};
Result<HostPort> parse_host_port(std::string_view text);

} // namespace tare::contract
