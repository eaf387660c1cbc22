#include "bench/check/echo_server.hpp"
#include "bench/check/http.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::check;

TEST_CASE("a head is taken out whole, or not at all") {
    Bytes bytes = "HTTP/1.1 101 Switching\r\nA: 1\r\nUPGRADE:  WebSocket \r\na: 2\r\n\r\n\x81";
    const Bytes part = bytes.substr(0, bytes.size() - 2);
    Bytes unfinished = part;
    CHECK_FALSE(take_head(unfinished).has_value());
    CHECK(unfinished == part);
    const auto head = take_head(bytes);
    REQUIRE(head.has_value());
    CHECK(head->status() == 101);
    CHECK(head->field("upgrade") == "WebSocket");
    CHECK(head->field("a") == "1, 2");
    CHECK(head->field("b").empty());
    CHECK(bytes == "\x81"); // what came behind it stays
}

TEST_CASE("what is no status line has no status") {
    for (const char* line : {"GET / HTTP/1.1", "HTTP/1.1 10", "HTTP/1.1 abc", "HTTP/2 200 OK too long", ""}) {
        CHECK(Head{line, {}}.status() == 0);
    }
}

TEST_CASE("tokens are found in a list, in any case") {
    CHECK(has_token("keep-alive, Upgrade", "upgrade"));
    CHECK(has_token("UPGRADE", "upgrade"));
    CHECK_FALSE(has_token("upgraded", "upgrade"));
    CHECK_FALSE(has_token("", "upgrade"));
    CHECK(has_token("a,,b,", "b"));
}

TEST_CASE("the accept value of section 1.3") {
    CHECK(accept_for("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("a key is 16 bytes in base64: 22 digits and two signs that fill up") {
    CHECK(is_key("dGhlIHNhbXBsZSBub25jZQ=="));
    CHECK_FALSE(is_key("dGhlIHNhbXBsZSBub25jZQ"));
    CHECK_FALSE(is_key("c2hvcnQ="));
    CHECK_FALSE(is_key("dGhlIHNhbXBsZSBub25jZ!=="));
    CHECK_FALSE(is_key("dGhlIHNhbXBsZSBub25jZQAA"));
}

TEST_CASE("a client's request is held against section 4.1") {
    const auto request = [](const char* name, const char* value) {
        Head head{"GET /echo HTTP/1.1",
                  {{"host", "127.0.0.1:9"},
                   {"upgrade", "websocket"},
                   {"connection", "Upgrade"},
                   {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
                   {"sec-websocket-version", "13"}}};
        if (*name != '\0') head.fields[name] = value;
        return trouble_in_request(head, "127.0.0.1:9", "/echo", false);
    };
    CHECK(request("", "").empty());
    CHECK(request("host", "localhost:9") == "sends \"Host: localhost:9\", expected \"127.0.0.1:9\"");
    CHECK(request("upgrade", "h2c").find("websocket") != std::string::npos);
    CHECK_FALSE(request("connection", "close").empty());
    CHECK_FALSE(request("sec-websocket-key", "short").empty());
    CHECK_FALSE(request("sec-websocket-version", "8").empty());
    CHECK_FALSE(request("sec-websocket-extensions", "permessage-deflate").empty());
}
