// The opening handshake of RFC 6455 section 4, both sides: strings in, strings out.
//
// Thread safety: pure functions; views point into the bytes that were judged.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tare::wire::http {

enum class Verdict {
    more, ///< the head is not whole yet
    accepted,
    refused,
};

/// What a server makes of a request.
struct RequestVerdict {
    Verdict verdict = Verdict::more;
    std::size_t head_bytes = 0; ///< accepted: frames may follow from here on
    std::string_view path;      ///< without a query
    std::string_view key;       ///< Sec-WebSocket-Key
    std::string extensions;     ///< Sec-WebSocket-Extensions; several are one list (RFC 6455 section 11.3.2)
    std::string_view protocols; ///< Sec-WebSocket-Protocol, empty if there is not exactly one
    int status = 0;             ///< refused: what to answer
    const char* why = "";       ///< refused: for the log and the answer's body
};

/// `knows` says which paths there are; an unknown one is refused with 404 whatever else the request asks for.
/// 400: malformed, or a bad key; 405: not a GET; 426: no upgrade, or a version other than 13;
/// 431: too large; 505: not HTTP/1.1.
RequestVerdict judge_request(std::string_view received, bool (*knows)(std::string_view path));

/// The 101 response. `more_fields` is empty or whole lines, each with its CRLF.
std::string accept_response(std::string_view key, std::string_view more_fields = {});
/// The response to a refused request; the connection is to be closed after it.
std::string refuse_response(int status, std::string_view why);

/// A client's request. `host` as the Host field shall have it; `more_fields` as above.
std::string make_request(std::string_view host, std::string_view path, std::string_view key,
                         std::string_view more_fields = {});

/// What a client makes of the response.
struct ResponseVerdict {
    Verdict verdict = Verdict::more;
    std::size_t head_bytes = 0;
    std::string_view extensions; ///< what the server agreed to; the caller must have offered it
    std::string_view protocol;   ///< likewise
    int status = 0;              ///< as the server answered; 0: not even that could be read
    const char* why = "";
};
ResponseVerdict judge_response(std::string_view received, std::string_view key);

/// Sixteen random bytes in base64: a client's Sec-WebSocket-Key.
std::string new_key();
/// The Sec-WebSocket-Accept that belongs to a key: base64(SHA-1(key + GUID)).
std::string accept_for(std::string_view key);

} // namespace tare::wire::http
