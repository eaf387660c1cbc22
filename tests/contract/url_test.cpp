#include "contract/cpp/url.hpp"
#include "tests/catch.hpp"

using namespace tare;
using contract::parse_host_port;
using contract::parse_url;
using contract::Url;

TEST_CASE("a URL is taken apart") {
    CHECK(parse_url("ws://127.0.0.1:40123/echo").value() == Url{false, "127.0.0.1", 40123, "/echo"});
    CHECK(parse_url("wss://localhost:1/a?b=c").value() == Url{true, "localhost", 1, "/a?b=c"});
    CHECK(parse_url("ws://[::1]:80/echo").value() == Url{false, "::1", 80, "/echo"});
}

TEST_CASE("what a URL leaves out is as section 3 says") {
    CHECK(parse_url("ws://host").value() == Url{false, "host", 80, "/"});
    CHECK(parse_url("wss://host/").value() == Url{true, "host", 443, "/"});
    CHECK(parse_url("wss://[fe80::1]").value() == Url{true, "fe80::1", 443, "/"});
    CHECK(parse_url("ws://host?x").value() == Url{false, "host", 80, "/?x"});
}

TEST_CASE("a bad URL is an error that names it and what is wrong") {
    const auto [text, part] = GENERATE(table<std::string, std::string>({
        {"http://host/", "ws:// or wss://"},
        {"", "ws:// or wss://"},
        {"ws://", "no host"},
        {"ws://:80/", "no host"},
        {"ws://[::1/", "no closing bracket"},
        {"ws://[::1]80/", "after the bracket"},
        {"ws://host:/", "port"},
        {"ws://host:0/", "port"},
        {"ws://host:65536/", "port"},
        {"ws://host:8x/", "port"},
        {"ws://host:-1/", "port"},
        {"ws://host/#top", "fragment"},
    }));
    const auto url = parse_url(text);
    REQUIRE_FALSE(url.has_value());
    CHECK(url.error().trouble == Trouble::usage);
    CHECK(url.error().message.find(part) != std::string::npos);
    CHECK(url.error().message.find("\"" + text + "\"") != std::string::npos);
}

TEST_CASE("an address to listen on may have port 0, and must have a port") {
    CHECK(parse_host_port("127.0.0.1:0").value().port == 0);
    CHECK(parse_host_port("[::1]:9").value().host == "::1");
    CHECK_FALSE(parse_host_port("127.0.0.1").has_value());
    CHECK_FALSE(parse_host_port("127.0.0.1:").has_value());
    CHECK_FALSE(parse_host_port(":1").has_value());
}
