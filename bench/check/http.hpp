// Reads the head of an HTTP request or response, and makes what a server's answer must prove (RFC 6455,
// section 4).
//
// Thread safety: pure functions.
#pragma once

#include "bench/check/bytes.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tare::check {

struct Head {
    std::string first_line;
    std::map<std::string, std::string> fields; ///< names in lower case; repeated ones joined by ", "

    /// The field, or an empty string.
    [[nodiscard]] std::string field(const std::string& name) const;
    /// 0 when the first line is not that of a response.
    [[nodiscard]] int status() const;
};

/// Takes a whole head, up to its empty line, out of `bytes`; nothing while it is not all there.
std::optional<Head> take_head(Bytes& bytes);

/// Whether a comma-separated field has the token, in any case.
bool has_token(std::string_view field, std::string_view token);

/// Sec-WebSocket-Accept for a Sec-WebSocket-Key (section 4.2.2, step 5.4).
std::string accept_for(std::string_view key);

/// Whether it is base64 of exactly 16 bytes (section 4.1, step 7).
bool is_key(std::string_view text);

} // namespace tare::check
