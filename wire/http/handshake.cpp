#include "wire/http/handshake.hpp"

#include "wire/http/head.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tare::wire::http {

namespace {

constexpr std::string_view kVersion = " HTTP/1.1";

/// Base64 of sixteen bytes: 22 characters, of which the last holds only two bits, and "==".
bool is_key(std::string_view key) {
    const auto is_base64 = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
               c == '/';
    };
    return key.size() == 24 && key.ends_with("==") && std::ranges::all_of(key.substr(0, 22), is_base64) &&
           std::string_view("AQgw").find(key[21]) != std::string_view::npos;
}

RequestVerdict refuse(int status, const char* why) {
    RequestVerdict refused;
    refused.verdict = Verdict::refused;
    refused.status = status;
    refused.why = why;
    return refused;
}

bool is_target(std::string_view target) {
    return target.starts_with('/') &&
           std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7F; });
}

std::string_view reason_of(int status) {
    switch (status) {
    case 400:
        return "Bad Request";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 426:
        return "Upgrade Required";
    case 431:
        return "Request Header Fields Too Large";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Error";
    }
}

} // namespace

RequestVerdict judge_request(std::string_view received, bool (*knows)(std::string_view path)) {
    Head head;
    switch (head.parse(received)) {
    case HeadStep::more:
        return {};
    case HeadStep::malformed:
        return refuse(400, "malformed request");
    case HeadStep::too_large:
        return refuse(431, "the request's head is too large");
    case HeadStep::whole:
        break;
    }
    const std::string_view line = head.start_line();
    const std::size_t blank = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (blank == std::string_view::npos || blank == last || !is_token(line.substr(0, blank)))
        return refuse(400, "malformed request line");
    const std::string_view target = line.substr(blank + 1, last - blank - 1);
    if (!line.substr(last).starts_with(" HTTP/") || !is_target(target))
        return refuse(400, "malformed request line");
    if (line.substr(last) != kVersion) return refuse(505, "only HTTP/1.1 is spoken");
    if (line.substr(0, blank) != "GET") return refuse(405, "only GET is answered");
    if (head.count("Host") != 1) return refuse(400, "there must be one Host field");
    if (head.count("Transfer-Encoding") != 0 ||
        (head.count("Content-Length") != 0 && head.only("Content-Length") != "0"))
        return refuse(400, "a handshake has no body");

    RequestVerdict request;
    request.path = target.substr(0, target.find('?'));
    if (!knows(request.path)) return refuse(404, "no such path");
    if (!head.lists("Upgrade", "websocket") || !head.lists("Connection", "upgrade"))
        return refuse(426, "this path speaks WebSocket only");
    if (head.only("Sec-WebSocket-Version") != "13") return refuse(426, "only version 13 is spoken");
    request.key = head.only("Sec-WebSocket-Key");
    if (!is_key(request.key)) return refuse(400, "Sec-WebSocket-Key must be 16 bytes in base64, once");
    request.extensions = head.joined("Sec-WebSocket-Extensions");
    request.protocols = head.only("Sec-WebSocket-Protocol");
    request.verdict = Verdict::accepted;
    request.head_bytes = head.bytes();
    return request;
}

std::string accept_response(std::string_view key, std::string_view more_fields) {
    return fmt::format("HTTP/1.1 101 Switching Protocols\r\n"
                       "Upgrade: websocket\r\n"
                       "Connection: Upgrade\r\n"
                       "Sec-WebSocket-Accept: {}\r\n{}\r\n",
                       accept_for(key), more_fields);
}

std::string refuse_response(int status, std::string_view why) {
    const std::string_view fields = status == 426   ? "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    : status == 405 ? "Allow: GET\r\n"
                                                    : "";
    const std::string_view connection = status == 426 ? "Upgrade, close" : "close";
    return fmt::format("HTTP/1.1 {} {}\r\n{}Connection: {}\r\nContent-Type: text/plain\r\n"
                       "Content-Length: {}\r\n\r\n{}\n",
                       status, reason_of(status), fields, connection, why.size() + 1, why);
}

std::string make_request(std::string_view host, std::string_view path, std::string_view key,
                         std::string_view more_fields) {
    return fmt::format("GET {} HTTP/1.1\r\n"
                       "Host: {}\r\n"
                       "Upgrade: websocket\r\n"
                       "Connection: Upgrade\r\n"
                       "Sec-WebSocket-Key: {}\r\n"
                       "Sec-WebSocket-Version: 13\r\n{}\r\n",
                       path, host, key, more_fields);
}

ResponseVerdict judge_response(std::string_view received, std::string_view key) {
    ResponseVerdict response;
    Head head;
    const HeadStep step = head.parse(received);
    if (step == HeadStep::more) return response;
    const auto refuse_for = [&](const char* why) {
        response.verdict = Verdict::refused;
        response.why = why;
        return response;
    };
    if (step != HeadStep::whole) return refuse_for("the response's head is malformed or too large");
    const std::string_view line = head.start_line();
    const auto digit = [&](std::size_t at) { return line[at] >= '0' && line[at] <= '9'; };
    if (!line.starts_with("HTTP/1.1 ") || line.size() < 12 || !digit(9) || !digit(10) || !digit(11) ||
        (line.size() > 12 && line[12] != ' '))
        return refuse_for("the response's first line is malformed");
    response.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    if (response.status != 101) return refuse_for("the server refused to switch protocols");
    if (!same_word(head.only("Upgrade"), "websocket")) return refuse_for("no \"Upgrade: websocket\"");
    if (!head.lists("Connection", "upgrade")) return refuse_for("no \"Connection: Upgrade\"");
    if (head.only("Sec-WebSocket-Accept") != accept_for(key))
        return refuse_for("a wrong Sec-WebSocket-Accept");
    response.extensions = head.only("Sec-WebSocket-Extensions");
    response.protocol = head.only("Sec-WebSocket-Protocol");
    if (head.count("Sec-WebSocket-Extensions") > 1 || head.count("Sec-WebSocket-Protocol") > 1)
        return refuse_for("more than one Sec-WebSocket-Extensions or -Protocol");
    response.verdict = Verdict::accepted;
    response.head_bytes = head.bytes();
    return response;
}

} // namespace tare::wire::http
