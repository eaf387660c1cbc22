// A server's side of a connection, in bytes as they stand in RFC 6455.
#include "tests/catch.hpp"
#include "tests/wire/peer/echo_fixture.hpp"

#include <random>

using namespace tare;
using namespace tare::tests;
using wire::ws::CloseCode;

TEST_CASE("the handshake, and a frame right behind it in the same read") {
    EchoFixture f;
    const int fd = f.connect();
    f.tell(fd, ascii(EchoFixture::request()) + hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"));
    CHECK(as_text(f.take(fd)) == wire::http::accept_response(kKey) + "\x81\x05Hello");
    CHECK(f.app.opened_links == 1);
}

TEST_CASE("the handshake byte by byte") {
    EchoFixture f;
    const int fd = f.connect();
    for (const char c : EchoFixture::request()) f.tell(fd, ascii(std::string(1, c)));
    CHECK(as_text(f.take(fd)) == wire::http::accept_response(kKey));
}

TEST_CASE("requests that are no handshake are answered, and the connection is ended") {
    EchoFixture f;
    const auto status = [&](const std::string& request) {
        const int fd = f.connect();
        const std::string answer = as_text(f.answer(fd, ascii(request)));
        CHECK(f.wire(fd).writing_ended);
        return answer.substr(0, 12);
    };
    CHECK(status(EchoFixture::request("/nowhere")) == "HTTP/1.1 404");
    CHECK(status("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n") == "HTTP/1.1 404");
    CHECK(status("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n") == "HTTP/1.1 426");
    CHECK(status("nonsense\r\n\r\n") == "HTTP/1.1 400");
    CHECK(status(std::string(9000, 'a')) == "HTTP/1.1 431");
    CHECK(f.app.opened_links == 0);
}

TEST_CASE("a handshake that dribbles in has ten seconds in all") {
    EchoFixture f;
    const int fd = f.connect();
    const std::string request = EchoFixture::request();
    for (std::size_t i = 0; i < 9; ++i) {
        f.world().now_ns += 1'000'000'000;
        f.tell(fd, ascii(request.substr(i, 1)));
        CHECK_FALSE(f.wire(fd).closed);
    }
    f.world().now_ns += 1'000'000'000;
    f.turns();
    CHECK(f.wire(fd).closed);
    CHECK(f.app.farewells.at(0).why == "no handshake in time");
}

TEST_CASE("every length at which a header changes is echoed, in one send") {
    EchoFixture f;
    const int fd = f.open();
    for (const std::size_t size : {0, 1, 125, 126, 127, 65535, 65536, 200'000}) {
        INFO(size);
        const int sends = f.wire(fd).sends;
        CHECK(f.answer(fd, frame(0x82, numbered(size), true)) == frame(0x82, numbered(size), false));
        CHECK(f.wire(fd).sends == sends + 1);
    }
    // Larger than one read: 262144 bytes.
    f.tell(fd, frame(0x82, numbered(700'000), true));
    f.turns(4);
    CHECK(f.take(fd) == frame(0x82, numbered(700'000), false));
}

TEST_CASE("text stays text") {
    EchoFixture f;
    const int fd = f.open();
    CHECK(f.answer(fd, frame(0x81, hex("e2 82 ac"), true)) == frame(0x81, hex("e2 82 ac"), false));
}

TEST_CASE("pipelined messages are answered with one send a read") {
    EchoFixture f;
    const int fd = f.open();
    Bytes questions, answers;
    for (std::size_t i = 0; i < 16; ++i) {
        questions = questions + frame(0x82, numbered(200 + i), true);
        answers = answers + frame(0x82, numbered(200 + i), false);
    }
    const int sends = f.wire(fd).sends;
    CHECK(f.answer(fd, questions) == answers);
    CHECK(f.wire(fd).sends == sends + 1);
}

TEST_CASE("pings are answered in their place, fragments are put together") {
    EchoFixture f;
    const int fd = f.open();
    CHECK(f.answer(fd, frame(0x89, ascii("ping"), true)) == frame(0x8A, ascii("ping"), false));
    CHECK(f.answer(fd, frame(0x82, numbered(3), true) + frame(0x02, numbered(300), true) +
                           frame(0x89, {}, true) + frame(0x80, numbered(100), true) +
                           frame(0x82, numbered(5), true)) ==
          frame(0x82, numbered(3), false) + frame(0x8A, {}, false) +
              frame(0x82, numbered(300) + numbered(100), false) + frame(0x82, numbered(5), false));
    CHECK(f.answer(fd, frame(0x8A, ascii("unasked"), true)).empty());
}

TEST_CASE("a message that is sent in between keeps its place") {
    EchoFixture f;
    const int fd = f.open();
    CHECK(f.answer(fd, frame(0x82, numbered(9), true) + frame(0x81, ascii("say more"), true) +
                           frame(0x82, numbered(7), true)) ==
          frame(0x82, numbered(9), false) + frame(0x81, ascii("more"), false) +
              frame(0x81, ascii("say more"), false) + frame(0x82, numbered(7), false));
}

TEST_CASE("whatever the cuts of the stream and of the sends, the same is answered") {
    std::mt19937 random(11);
    Bytes questions, answers;
    for (std::size_t i = 0; i < 60; ++i) {
        const std::size_t size = i % 7 == 0 ? random() % 70'000 : random() % 300;
        if (i % 9 == 4) {
            questions = questions + frame(0x02, numbered(size), true) + frame(0x89, numbered(i), true) +
                        frame(0x80, numbered(i), true);
            answers =
                answers + frame(0x8A, numbered(i), false) + frame(0x82, numbered(size) + numbered(i), false);
        } else {
            questions = questions + frame(0x82, numbered(size), true);
            answers = answers + frame(0x82, numbered(size), false);
        }
    }
    for (int i = 0; i < 40; ++i) {
        EchoFixture f({.high_water = 50'000, .low_water = 10'000, .read_bytes = 65536});
        const int fd = f.open();
        if (i % 2 == 1) f.wire(fd).most_a_send = 1 + random() % 5000;
        const unsigned most = i % 4 < 2 ? 3000 : 100'000;
        for (std::size_t at = 0; at < questions.size();) {
            const std::size_t n = std::min<std::size_t>(1 + random() % most, questions.size() - at);
            f.world().say(fd, std::span(questions).subspan(at, n));
            at += n;
            if (random() % 3 != 0) f.turns();
        }
        for (int idle = 0; idle < 2000 && f.wire(fd).sent.size() < answers.size(); ++idle) f.turns();
        REQUIRE(f.take(fd) == answers);
    }
}

TEST_CASE("the close handshake") {
    EchoFixture f;
    const int fd = f.open();
    SECTION("begun by the peer: its code comes back") {
        CHECK(f.answer(fd, frame(0x88, hex("03 e8") + ascii("bye"), true)) == hex("88 02 03 e8"));
        CHECK(f.wire(fd).writing_ended);
        f.world().hang_up(fd);
        f.turns();
        CHECK(f.wire(fd).closed);
        CHECK(f.app.farewells.at(0).code == CloseCode::normal);
        CHECK(f.app.farewells.at(0).why.empty());
    }
    SECTION("begun by the peer without a code: an empty one comes back") {
        CHECK(f.answer(fd, frame(0x88, {}, true)) == hex("88 00"));
    }
    SECTION("answers to what came before it go first, what comes after it is not answered") {
        CHECK(f.answer(fd, frame(0x82, numbered(4), true) + frame(0x88, {}, true) +
                               frame(0x82, numbered(5), true)) ==
              frame(0x82, numbered(4), false) + hex("88 00"));
    }
    SECTION("begun by us: messages and pings that follow are not answered, the peer's close frame ends it") {
        CHECK(f.answer(fd, frame(0x81, ascii("go away"), true) + frame(0x82, numbered(5), true) +
                               frame(0x89, {}, true)) == hex("88 02 03 e9"));
        CHECK_FALSE(f.wire(fd).writing_ended);
        CHECK(f.answer(fd, frame(0x88, hex("03 e9"), true)).empty());
        CHECK(f.wire(fd).writing_ended);
    }
    SECTION("begun by us: a peer that does not answer is dropped") {
        f.tell(fd, frame(0x81, ascii("go away"), true));
        f.world().now_ns += 2'000'000'000;
        f.turns();
        CHECK(f.wire(fd).closed);
        CHECK(f.app.farewells.at(0).why == "no answer to a close frame");
    }
    SECTION("none at all") {
        f.world().hang_up(fd);
        f.turns();
        CHECK(f.app.farewells.at(0).why == "ended by the peer without a close handshake");
    }
}

TEST_CASE("a peer that breaks the protocol is told the code, and the server lives") {
    EchoFixture f({}, nullptr, 1000);
    const auto code = [&](const Bytes& stream) {
        const int fd = f.open();
        const Bytes answer = f.answer(fd, stream);
        CHECK(f.wire(fd).writing_ended);
        REQUIRE(answer.size() == 4);
        CHECK(answer[0] == std::byte{0x88});
        CHECK(answer[1] == std::byte{2});
        return static_cast<unsigned>(answer[2]) * 256 + static_cast<unsigned>(answer[3]);
    };
    CHECK(code(frame(0x82, numbered(4), false)) == 1002);
    CHECK(code(frame(0xC2, numbered(4), true)) == 1002);
    CHECK(code(frame(0x83, numbered(4), true)) == 1002);
    CHECK(code(frame(0x80, numbered(4), true)) == 1002);
    CHECK(code(hex("82 ff 80 00 00 00 00 00 00 00")) == 1002); // 2^63
    CHECK(code(hex("82 ff 00 00 00 00 ff ff ff ff")) == 1009);
    CHECK(code(frame(0x82, numbered(1001), true)) == 1009);
    CHECK(code(frame(0x81, hex("c0 80"), true)) == 1007);
    CHECK(code(frame(0x88, hex("03 ed"), true)) == 1002); // 1005 may not be sent
    const int fd = f.open();
    CHECK(f.answer(fd, frame(0x82, numbered(4), true)) == frame(0x82, numbered(4), false));
}
