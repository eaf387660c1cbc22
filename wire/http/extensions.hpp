// Sec-WebSocket-Extensions, taken apart (RFC 6455 section 9.1): what both the offers of a request and the
// answer in a response are written in. What the parameters mean is the extension's own affair.
//
// Thread safety: pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare::wire::http {

struct ExtensionParameter {
    std::string name;
    std::optional<std::string> value; ///< without quotes; absent: there was no '='
};

struct Extension {
    std::string name;
    std::vector<ExtensionParameter> parameters; ///< in order; a name may be there twice
};

/// In order of preference, as they stand. Nothing for what is not in the RFC's form: the handshake must then
/// be failed. An empty field has no extension.
std::optional<std::vector<Extension>> parse_extensions(std::string_view field);

} // namespace tare::wire::http
