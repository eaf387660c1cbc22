#include "tests/catch.hpp"
#include "wire/http/handshake.hpp"
#include "wire/http/head.hpp"

#include <string>

using namespace tare::wire::http;

namespace {

bool knows_chat(std::string_view path) { return path == "/chat"; }

/// The request of RFC 6455 section 1.2, with one line replaced (or removed, or put in front of the key).
std::string request(const std::string& line = "", const std::string& by = "") {
    std::string text = "GET /chat HTTP/1.1\r\n"
                       "Host: server.example.com\r\n"
                       "Upgrade: websocket\r\n"
                       "Connection: Upgrade\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                       "Origin: http://example.com\r\n"
                       "Sec-WebSocket-Protocol: chat, superchat\r\n"
                       "Sec-WebSocket-Version: 13\r\n"
                       "\r\n";
    if (!line.empty()) {
        const std::size_t at = text.find(line + "\r\n");
        REQUIRE(at != std::string::npos);
        text.replace(at, line.size() + 2, by.empty() ? "" : by + "\r\n");
    }
    return text;
}

int status_of(const std::string& text) {
    const RequestVerdict verdict = judge_request(text, knows_chat);
    return verdict.verdict == Verdict::refused    ? verdict.status
           : verdict.verdict == Verdict::accepted ? 101
                                                  : 0;
}

} // namespace

TEST_CASE("the accept value of RFC 6455 section 1.3") {
    CHECK(accept_for("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("a request is understood, and what follows it is left alone") {
    const std::string text = request() + "\x81\x85";
    const RequestVerdict verdict = judge_request(text, knows_chat);
    REQUIRE(verdict.verdict == Verdict::accepted);
    CHECK(verdict.head_bytes == text.size() - 2);
    CHECK(verdict.path == "/chat");
    CHECK(verdict.key == "dGhlIHNhbXBsZSBub25jZQ==");
    CHECK(verdict.protocols == "chat, superchat");
    CHECK(verdict.extensions.empty());
}

TEST_CASE("a request that is not whole is waited for, at every cut") {
    const std::string text = request();
    for (std::size_t cut = 0; cut < text.size(); ++cut) CHECK(status_of(text.substr(0, cut)) == 0);
}

TEST_CASE("words that do not depend on case, and lists") {
    CHECK(status_of(request("Upgrade: websocket", "upgrade:WebSocket")) == 101);
    CHECK(status_of(request("Connection: Upgrade", "CONNECTION: keep-alive ,\tUPGRADE ")) == 101);
    CHECK(status_of(request("GET /chat HTTP/1.1", "GET /chat?room=1 HTTP/1.1")) == 101);
    CHECK(status_of(request("Origin: http://example.com")) == 101);
}

TEST_CASE("refused requests") {
    const auto with = [](const std::string& line, const std::string& by = "") {
        return status_of(request(line, by));
    };
    const std::string first = "GET /chat HTTP/1.1";
    CHECK(with(first, "GET /nowhere HTTP/1.1") == 404);
    CHECK(with(first, "POST /chat HTTP/1.1") == 405);
    CHECK(with(first, "GET /chat HTTP/1.0") == 505);
    CHECK(with(first, "GET /chat HTTP/2.0") == 505);
    CHECK(with(first, "GET /chat") == 400);
    CHECK(with(first, "GET  HTTP/1.1") == 400);
    CHECK(with(first, "GET chat HTTP/1.1") == 400);
    CHECK(with(first, "GET /ch at HTTP/1.1") == 400);
    CHECK(with(first, "G=T /chat HTTP/1.1") == 400);
    CHECK(with("Host: server.example.com") == 400);
    CHECK(with("Host: server.example.com", "Host: a\r\nHost: b") == 400);
    CHECK(with("Upgrade: websocket") == 426);
    CHECK(with("Upgrade: websocket", "Upgrade: h2c") == 426);
    CHECK(with("Connection: Upgrade", "Connection: keep-alive") == 426);
    CHECK(with("Sec-WebSocket-Version: 13") == 426);
    CHECK(with("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8") == 426);
    const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    CHECK(with(key) == 400);
    CHECK(with(key, key + "\r\n" + key) == 400);
    CHECK(with(key, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR==") == 400); // bits behind the 16th byte
    CHECK(with(key, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j") == 400);     // 15 bytes
    CHECK(with(key, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j!Q==") == 400);
    const std::string origin = "Origin: http://example.com";
    CHECK(with(origin, "Content-Length: 5") == 400);
    CHECK(with(origin, "Content-Length: 0") == 101);
    CHECK(with(origin, "Transfer-Encoding: chunked") == 400);
    CHECK(with(origin, "Origin : x") == 400); // a blank before the colon
    CHECK(with(origin, " folded: x") == 400); // a line that continues the one before
    CHECK(with(origin, "no colon") == 400);
    CHECK(with(origin, ": no name") == 400);
    CHECK(with(origin, "X: a\nb") == 400); // a bare line feed
    CHECK(with(origin, std::string("X: a\0b", 6)) == 400);
}

TEST_CASE("limits of a head") {
    const std::string origin = "Origin: http://example.com";
    const std::size_t others = request(origin, "X: ").size();
    CHECK(status_of(request(origin, "X: " + std::string(kLongestHead - others, 'x'))) == 101);
    CHECK(status_of(request(origin, "X: " + std::string(kLongestHead - others + 1, 'x'))) == 431);
    CHECK(status_of(std::string(kLongestHead - 1, 'x')) == 0);
    CHECK(status_of(std::string(kLongestHead, 'x')) == 431); // never becomes whole
    CHECK(status_of("\x16\x03\x01") == 400);                 // TLS on the port for plain text: at once
    std::string fields;
    for (std::size_t i = 0; i < kMostFields - 6; ++i) fields += "\r\nX: y"; // six others remain
    CHECK(status_of(request(origin, fields.substr(2))) == 101);
    CHECK(status_of(request(origin, fields.substr(2) + "\r\nX: y")) == 431);
    // 400 by the one field and 431 by the many: 400, as if the last byte had not come yet.
    const std::string both = request(origin, fields.substr(2) + "\r\nX: y\r\nX: \x01");
    CHECK(status_of(both) == 400);
    CHECK(status_of(both.substr(0, both.size() - 1)) == 400);
}

TEST_CASE("responses say what is expected") {
    CHECK(accept_response("dGhlIHNhbXBsZSBub25jZQ==") ==
          "HTTP/1.1 101 Switching Protocols\r\n"
          "Upgrade: websocket\r\n"
          "Connection: Upgrade\r\n"
          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
          "\r\n");
    CHECK(refuse_response(404, "no such path") == "HTTP/1.1 404 Not Found\r\n"
                                                  "Connection: close\r\n"
                                                  "Content-Type: text/plain\r\n"
                                                  "Content-Length: 13\r\n"
                                                  "\r\n"
                                                  "no such path\n");
    CHECK(refuse_response(426, "x").find("Sec-WebSocket-Version: 13\r\n") != std::string::npos);
}

TEST_CASE("a client's request is one that a server accepts") {
    const std::string key = new_key();
    const std::string text = make_request("127.0.0.1:80", "/chat", key);
    const RequestVerdict verdict = judge_request(text, knows_chat);
    REQUIRE(verdict.verdict == Verdict::accepted);
    CHECK(verdict.key == key);
    CHECK(new_key() != key);
    const std::string answer = accept_response(key) + "\x82";
    const ResponseVerdict response = judge_response(answer, key);
    REQUIRE(response.verdict == Verdict::accepted);
    CHECK(response.head_bytes == answer.size() - 1);
    for (std::size_t cut = 0; cut + 1 < answer.size(); ++cut)
        CHECK(judge_response(std::string_view(answer).substr(0, cut), key).verdict == Verdict::more);
}

TEST_CASE("responses that a client refuses") {
    const std::string key = "dGhlIHNhbXBsZSBub25jZQ==";
    const auto refused = [&](const std::string& from, const std::string& to) {
        std::string text = accept_response(key);
        const std::size_t at = text.find(from);
        REQUIRE(at != std::string::npos);
        text.replace(at, from.size(), to);
        return judge_response(text, key).verdict == Verdict::refused;
    };
    CHECK(refused("101", "200"));
    CHECK(refused("101 Switching", "1x1 Switching"));
    CHECK(refused("HTTP/1.1", "HTTP/1.0"));
    CHECK(refused("Upgrade: websocket", "Upgrade: h2c"));
    CHECK(refused("Connection: Upgrade", "Connection: close"));
    CHECK(refused("s3pPLM", "S3pPLM")); // base64 does depend on case
    CHECK(refused("Sec-WebSocket-Accept", "X-Accept"));
    CHECK_FALSE(refused("Protocols", ""));
    CHECK(judge_response(refuse_response(404, "no such path"), key).status == 404);
}
