#include "bench/check/bytes.hpp"
#include "bench/check/vectors.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::check;

TEST_CASE("hexadecimal tokens become bytes") {
    CHECK(parse_hex("").value().empty());
    CHECK(parse_hex("48 656C").value() == "Hel");
    CHECK(parse_hex(" 6162*3 63*0 64 ").value() == "abababd");
    CHECK(parse_hex("00*1048576").value() == Bytes(1048576, '\0')); // 2^20, the most that is allowed
}

TEST_CASE("what is no hexadecimal token is an error that shows it") {
    const auto text = GENERATE(as<std::string>{}, "4", "4g", "48*", "48*x", "48*1048577", "0x48", "-1");
    const auto bytes = parse_hex(text);
    REQUIRE_FALSE(bytes.has_value());
    CHECK(bytes.error().message.find(text) != std::string::npos);
}

TEST_CASE("bytes are shown short") {
    CHECK(show("") == "nothing");
    CHECK(show("Hello") == "48656c6c6f");
    CHECK(show(Bytes(24, 'a')) == "616161616161616161616161616161616161616161616161"); // 24 are shown whole
    CHECK(show(Bytes(24, 'a') + "z") == "616161616161616161616161…6161617a (25 bytes)");
}

TEST_CASE("a difference says where it is") {
    CHECK(show_difference("abc", "abd") == "expected 616263, got 616264");
    CHECK(show_difference("abc", "") == "expected 616263, got nothing");
    const Bytes expected(100, 'a');
    Bytes got = expected;
    got[40] = 'b';
    CHECK(show_difference(expected, got) ==
          "100 bytes: at offset 40 expected 6161616161616161, got 6261616161616161");
}

TEST_CASE("replies are rendered from the message that is answered") {
    const Bytes payload = "0123456789", previous = "before";
    CHECK(render_reply("82 0a {payload}", payload, previous).value() == "\x82\x0a" + payload);
    CHECK(render_reply("{payload:2:5} {payload::1} {payload:8:}", payload, previous).value() == "234089");
    CHECK(render_reply("{payload:5:99} {payload:7:3} {payload:20:30}", payload, previous).value() == "56789");
    CHECK(render_reply("{previous} 21", payload, previous).value() == "before!");
    // '1' is 31; inverted, it is ce.
    CHECK(render_reply("{payload^1}", payload, previous).value() == "0\xce"
                                                                    "23456789");
    for (const char* wrong : {"{payloads}", "{payload:1}", "{payload:a:b}", "{payload^x}", "{next}", "zz"}) {
        CHECK_FALSE(render_reply(wrong, payload, previous).has_value());
    }
}

TEST_CASE("the host is put in wherever it stands") {
    CHECK(expand_host("Host: {host}\r\nOrigin: http://{host}\r\n", "h:1") ==
          "Host: h:1\r\nOrigin: http://h:1\r\n");
}
