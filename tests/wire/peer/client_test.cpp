// A client's side of a connection: what it says and what it does with bad servers, in bytes.
#include "tests/catch.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/http/handshake.hpp"
#include "wire/io/scripted/kernel.hpp"
#include "wire/peer/peer.hpp"

#include <algorithm>
#include <string>

using namespace tare;
using namespace tare::tests;

namespace {

struct Listener {
    struct State {};
    std::vector<std::string> heard;
    std::vector<wire::peer::Farewell> farewells;

    template <class Link>
    void opened(Link& link) {
        heard.emplace_back("opened");
        link.send(wire::ws::Opcode::text, ascii("Hello"));
    }
    template <class Link>
    void message(Link&, const wire::ws::Event& event) {
        heard.push_back(as_text(event.payload));
    }
    void ended(State&, const wire::peer::Farewell& farewell) { farewells.push_back(farewell); }
};

struct ClientFixture {
    using Peer = wire::peer::Peer<Listener>;
    using Loop = wire::io::scripted::Loop<Peer>;

    explicit ClientFixture(std::optional<wire::deflate::Options> deflate = {}) {
        wire::peer::Config config;
        config.role = wire::ws::Role::client;
        config.longest_message = 1000;
        config.host = "127.0.0.1:9000";
        config.path = "/echo";
        config.deflate = deflate;
        peer = std::make_unique<Peer>(app, config);
        loop = std::move(*Loop::make(*peer, {}));
        fd = loop->system().world().connected();
        connection = *loop->adopt(wire::io::Socket(fd), wire::peer::kPlain);
        request = as_text(take());
        const std::size_t at = request.find("Sec-WebSocket-Key: ") + 19;
        key = request.substr(at, 24);
    }
    void tell(const Bytes& bytes) {
        loop->system().world().say(fd, bytes);
        loop->turn(Nanoseconds{0});
    }
    void open() {
        tell(ascii(wire::http::accept_response(key)));
        REQUIRE(app.heard == std::vector<std::string>{"opened"});
        app.heard.clear();
        take();
    }
    Bytes take() { return std::exchange(wire().sent, {}); }
    wire::io::scripted::Wire& wire() { return loop->system().world().wire(fd); }

    /// A client's frame without its mask: first byte, and the payload as it was meant.
    static std::pair<unsigned, std::string> unmasked(Bytes bytes) {
        REQUIRE(bytes.size() >= 6);
        REQUIRE((bytes[1] & std::byte{0x80}) != std::byte{0});
        const auto n = static_cast<std::size_t>(bytes[1] & std::byte{0x7F});
        REQUIRE(bytes.size() == 6 + n);
        std::string text;
        for (std::size_t i = 0; i < n; ++i) text += static_cast<char>(bytes[6 + i] ^ bytes[2 + i % 4]);
        return {static_cast<unsigned>(bytes[0]), text};
    }

    Listener app;
    std::unique_ptr<Peer> peer;
    std::unique_ptr<Loop> loop;
    typename Loop::Connection* connection = nullptr;
    int fd = 0;
    std::string request, key;
};

} // namespace

TEST_CASE("the request, and what is heard when it was accepted") {
    ClientFixture f;
    CHECK(f.request == "GET /echo HTTP/1.1\r\n"
                       "Host: 127.0.0.1:9000\r\n"
                       "Upgrade: websocket\r\n"
                       "Connection: Upgrade\r\n"
                       "Sec-WebSocket-Key: " +
                           f.key +
                           "\r\n"
                           "Sec-WebSocket-Version: 13\r\n"
                           "\r\n");
    f.tell(ascii(wire::http::accept_response(f.key)) +
           frame(0x81, ascii("first"), false)); // in the same read
    CHECK(f.app.heard == std::vector<std::string>{"opened", "first"});
    CHECK(ClientFixture::unmasked(f.take()) == std::pair{0x81u, std::string("Hello")});
}

TEST_CASE("servers that do not shake hands properly") {
    ClientFixture f;
    const auto why = [&](const std::string& response) {
        f.tell(ascii(response));
        CHECK(f.wire().writing_ended);
        f.loop->turn(wire::io::kLinger);
        REQUIRE(f.app.farewells.size() == 1);
        CHECK(f.app.heard.empty());
        return f.app.farewells[0].why;
    };
    SECTION("404") {
        CHECK(why(wire::http::refuse_response(404, "no such path")) ==
              "the server refused to switch protocols (HTTP status 404)");
    }
    SECTION("another's key") {
        CHECK(why(wire::http::accept_response("dGhlIHNhbXBsZSBub25jZQ==")) == "a wrong Sec-WebSocket-Accept");
    }
    SECTION("an extension that was not offered") {
        CHECK(why(wire::http::accept_response(f.key, "Sec-WebSocket-Extensions: permessage-deflate\r\n")) ==
              "the server agreed to an extension or a protocol that was not offered");
    }
}

TEST_CASE("a server that never answers") {
    ClientFixture f;
    f.loop->turn(Nanoseconds{-1});
    REQUIRE(f.app.farewells.size() == 1);
    CHECK(f.app.farewells[0].why == "no handshake in time");
}

TEST_CASE("pings are answered, masked") {
    ClientFixture f;
    f.open();
    f.tell(frame(0x89, ascii("there?"), false));
    CHECK(ClientFixture::unmasked(f.take()) == std::pair{0x8Au, std::string("there?")});
}

TEST_CASE("fragments with a ping in between are one message") {
    ClientFixture f;
    f.open();
    f.tell(frame(0x01, ascii("to"), false) + frame(0x89, {}, false) + frame(0x80, ascii("gether"), false));
    CHECK(f.app.heard == std::vector<std::string>{"together"});
    CHECK(ClientFixture::unmasked(f.take()) == std::pair{0x8Au, std::string()});
}

TEST_CASE("a server that breaks the protocol is told the code") {
    ClientFixture f;
    f.open();
    const auto code_for = [&](const Bytes& bytes) {
        f.tell(bytes);
        const auto [first, payload] = ClientFixture::unmasked(f.take());
        CHECK(first == 0x88);
        REQUIRE(payload.size() == 2);
        return static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
    };
    SECTION("masked") { CHECK(code_for(frame(0x82, numbered(4), true)) == 1002); }
    SECTION("too large") { CHECK(code_for(hex("82 7e 03 e9")) == 1009); }
    SECTION("not UTF-8") { CHECK(code_for(frame(0x81, hex("ff"), false)) == 1007); }
    SECTION("the server closes: its code goes back") {
        CHECK(code_for(frame(0x88, hex("03 e9"), false)) == 1001);
    }
}

TEST_CASE("a client that is to compress offers it, and takes no for an error") {
    using Heard = std::vector<std::string>;
    const auto opened_with = [](const std::string& field) {
        ClientFixture f(wire::deflate::Options{});
        CHECK(
            f.request.find("\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n") !=
            std::string::npos);
        f.tell(ascii(wire::http::accept_response(
            f.key, field.empty() ? "" : "Sec-WebSocket-Extensions: " + field + "\r\n")));
        if (f.app.heard == Heard{"opened"}) return std::string("opened");
        f.loop->system().world().hang_up(f.fd);
        f.loop->turn(Nanoseconds{0});
        REQUIRE(f.app.farewells.size() == 1);
        return f.app.farewells.front().why;
    };
    CHECK(opened_with("permessage-deflate") == "opened");
    CHECK(opened_with("permessage-deflate; client_max_window_bits=8; server_no_context_takeover") ==
          "opened");
    CHECK(opened_with("") == "the server declined permessage-deflate");
    CHECK(opened_with("permessage-deflate; client_max_window_bits") ==
          "the server answered permessage-deflate with invalid parameters");
    CHECK(opened_with("x-other") == "the server agreed to an extension that was not offered");

    ClientFixture f(wire::deflate::Options{});
    f.tell(ascii(wire::http::accept_response(f.key, "Sec-WebSocket-Extensions: permessage-deflate\r\n")));
    const auto [first, text] = ClientFixture::unmasked(f.take());
    CHECK(first == 0xC1);
    CHECK(ascii(text) == hex("f2 48 cd c9 c9 07 00")); // "Hello", as in section 7.2.3.1
    f.tell(hex("c1 07 f2 48 cd c9 c9 07 00 89 02 68 69"));
    CHECK(f.app.heard == Heard{"opened", "Hello"});
    CHECK(ClientFixture::unmasked(f.take()) ==
          std::pair(0x8Au, std::string("hi"))); // a pong is never compressed
    f.tell(hex("c2 01 06"));
    const auto [close, code] = ClientFixture::unmasked(f.take());
    CHECK(close == 0x88);
    CHECK(ascii(code) == hex("03 ef")); // 1007
}
