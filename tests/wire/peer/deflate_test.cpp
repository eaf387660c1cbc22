// permessage-deflate on a server's and a client's connection, in bytes as they stand in RFC 7692
// section 7.2.3.
#include "tests/catch.hpp"
#include "tests/wire/peer/echo_fixture.hpp"

#include <random>

using namespace tare;
using namespace tare::tests;
using wire::deflate::Inflater;
using wire::ws::CloseCode;
using wire::ws::Opcode;
using wire::ws::Step;

namespace {

constexpr std::size_t kLimit = 100'000;

/// What the server sent: opcode and inflated payload; an "!" before what came without compression.
std::vector<std::string> read(const Bytes& sent, Inflater& inflater) {
    wire::ws::Decoder decoder(wire::ws::Role::client, wire::ws::mask_scalar, kLimit,
                              wire::deflate::most_compressed(kLimit));
    std::vector<std::string> heard;
    Bytes window = sent;
    std::span<std::byte> unread = window;
    for (;;) {
        const wire::ws::Event event = decoder.next(unread);
        if (event.step == Step::more) break;
        if (!event.compressed) {
            heard.push_back("!" + (event.step == Step::close
                                       ? std::to_string(static_cast<unsigned>(event.code))
                                       : as_text(event.payload)));
            if (event.step == Step::failed) break;
            continue;
        }
        wire::Buffer buffer;
        std::size_t bytes = 0;
        REQUIRE(inflater.message(event.payload, kLimit, buffer, 0, bytes) == Inflater::Status::done);
        heard.push_back(as_text(std::span(buffer.data(), bytes)));
    }
    REQUIRE(unread.empty());
    return heard;
}

struct DeflateFixture : EchoFixture {
    explicit DeflateFixture(wire::deflate::Options options = {})
        : EchoFixture({}, nullptr, kLimit, options) {}

    /// The extensions field of the answer to these offers; "none" without one, the status if it is refused.
    std::string agree(const std::string& offers) {
        fd = connect();
        const std::string head =
            as_text(answer(fd, ascii(wire::http::make_request("localhost", "/echo", kKey, offers))));
        if (!head.starts_with("HTTP/1.1 101")) return head.substr(9, 3);
        const std::size_t at = head.find("Sec-WebSocket-Extensions: ");
        if (at == std::string::npos) return "none";
        return head.substr(at + 26, head.find("\r\n", at) - at - 26);
    }
    static std::string offer(const std::string& value) {
        return "Sec-WebSocket-Extensions: " + value + "\r\n";
    }
    /// What it answers to a client's frames.
    std::vector<std::string> say(const Bytes& frames) { return read(answer(fd, frames), inflater); }

    int fd = -1;
    Inflater inflater{{}};
};

const Bytes kHello = hex("f2 48 cd c9 c9 07 00");
constexpr const char* kPlain = "permessage-deflate";

using Heard = std::vector<std::string>;

} // namespace

TEST_CASE("a server takes an offer when it is told to, and only then") {
    DeflateFixture f;
    CHECK(f.agree(f.offer(kPlain)) == kPlain);
    CHECK(f.agree("") == "none");
    CHECK(f.agree(f.offer("x-other")) == "none");
    CHECK(f.agree(f.offer("permessage-deflate; server_max_window_bits=16")) == "none");
    CHECK(f.agree(f.offer("permessage-deflate; nonsense") + f.offer(kPlain)) ==
          kPlain); // two fields, one list
    CHECK(f.agree(f.offer("permessage-deflate; =")) == "400");
    EchoFixture without;
    const int fd = without.connect();
    CHECK(as_text(without.answer(
              fd, ascii(wire::http::make_request("localhost", "/echo", kKey, f.offer(kPlain))))) ==
          wire::http::accept_response(kKey));
}

TEST_CASE("compressed messages are answered compressed, with and without context") {
    DeflateFixture f;
    f.agree(f.offer(kPlain));
    CHECK(f.say(frame(0xC1, kHello, true)) == Heard{"Hello"});
    const Bytes second = f.answer(f.fd, frame(0xC1, hex("f2 00 11 00 00"), true));
    CHECK(second.size() < 2 + kHello.size()); // it refers back to the first
    CHECK(read(second, f.inflater) == Heard{"Hello"});
    CHECK(f.say(frame(0xC2, hex("00"), true)) == Heard{""});
    CHECK(f.say(frame(0x81, ascii("plain"), true)) == Heard{"!plain"}); // as it came

    f.agree(f.offer("permessage-deflate; server_no_context_takeover"));
    const Bytes alone = f.answer(f.fd, frame(0xC1, kHello, true));
    CHECK(f.answer(f.fd, frame(0xC1, hex("f2 00 11 00 00"), true)) == alone);
}

TEST_CASE("fragments of a compressed message, with a ping in between") {
    DeflateFixture f;
    f.agree(f.offer(kPlain));
    CHECK(f.say(frame(0x41, hex("f2 48 cd"), true) + frame(0x89, ascii("hi"), true) +
                frame(0x80, hex("c9 c9 07 00"), true)) == Heard{"!hi", "Hello"});
}

TEST_CASE("whole, byte by byte and in random pieces the answers are the same") {
    Bytes stream;
    wire::deflate::Deflater deflater({}, {});
    Heard expected;
    for (const std::size_t size : {0u, 1u, 200u, 5000u, 70'000u, 300u}) {
        const Bytes payload = ascii(as_text(Bytes(size, std::byte{'x'})) + std::to_string(size));
        wire::Buffer buffer;
        const std::size_t bytes = *deflater.message(payload, buffer, 0);
        const Bytes message(buffer.data(), buffer.data() + bytes);
        const Bytes first(message.begin(), message.begin() + 1), rest(message.begin() + 1, message.end());
        stream = stream + frame(0x41, first, true) + frame(0x89, ascii("p"), true) + frame(0x80, rest, true) +
                 frame(0x82, numbered(100), true);
        for (const std::string& each : {std::string("!p"), as_text(payload), "!" + as_text(numbered(100))})
            expected.push_back(each);
    }
    std::mt19937 random(7);
    for (const std::size_t most : {stream.size(), std::size_t{1}, std::size_t{7}, std::size_t{300}}) {
        CAPTURE(most);
        DeflateFixture f;
        f.agree(f.offer(kPlain));
        for (std::size_t at = 0; at < stream.size();) {
            const std::size_t piece = std::min<std::size_t>(1 + random() % most, stream.size() - at);
            const std::size_t cut = most == stream.size() ? stream.size() : piece;
            f.tell(f.fd, Bytes(stream.begin() + static_cast<std::ptrdiff_t>(at),
                               stream.begin() + static_cast<std::ptrdiff_t>(at + cut)));
            at += cut;
        }
        CHECK(read(f.take(f.fd), f.inflater) == expected);
    }
}

TEST_CASE("a peer that breaks the extension is met with the right code") {
    const auto code = [](const Bytes& frames) {
        DeflateFixture f;
        f.agree(f.offer(kPlain));
        const Heard heard = f.say(frames);
        REQUIRE(heard.size() == 1);
        CHECK(f.wire(f.fd).writing_ended);
        return heard.front();
    };
    CHECK(code(frame(0xC9, ascii("hi"), true)) == "!1002");  // RSV1 on a ping
    CHECK(code(frame(0xC8, hex("03 e8"), true)) == "!1002"); // on a close
    CHECK(code(frame(0x41, hex("f2 48"), true) + frame(0xC0, hex("cd"), true)) ==
          "!1002");                                                            // on a continuation
    CHECK(code(frame(0xE1, kHello, true)) == "!1002");                         // RSV2 beside it
    CHECK(code(frame(0x91, kHello, true)) == "!1002");                         // RSV3
    CHECK(code(frame(0xC1, hex("06"), true)) == "!1007");                      // no DEFLATE
    CHECK(code(frame(0xC1, hex("f2 48"), true)) == "!1007");                   // cut off
    CHECK(code(frame(0xC1, hex("00 02 00 fd ff c3 28 00"), true)) == "!1007"); // stored: c3 28 is no UTF-8
    CHECK(code(frame(0xC1, hex("00 01 00 fe ff c3 00"), true)) == "!1007");    // ends inside a character
    CHECK(code(frame(0xC2, Bytes(2), true)) == "!1007"); // two stored blocks, the second cut off
}

TEST_CASE("the size limit is that of the inflated message") {
    wire::deflate::Deflater deflater({15, false}, {}); // each message stands alone
    const auto compressed = [&](const Bytes& payload) {
        wire::Buffer buffer;
        const std::size_t bytes = *deflater.message(payload, buffer, 0);
        return Bytes(buffer.data(), buffer.data() + bytes);
    };
    DeflateFixture f;
    f.agree(f.offer("permessage-deflate; client_no_context_takeover"));
    CHECK(f.say(frame(0xC2, compressed(Bytes(kLimit)), true)).front().size() == kLimit);
    CHECK(f.say(frame(0xC2, compressed(Bytes(kLimit + 1)), true)) == Heard{"!1009"});

    DeflateFixture bombed;
    bombed.agree(bombed.offer(kPlain));
    CHECK(bombed.say(frame(0xC2, compressed(Bytes(20u << 20)), true)) == Heard{"!1009"});
    bombed.agree(bombed.offer(kPlain)); // the server lives
    CHECK(bombed.say(frame(0xC1, kHello, true)) == Heard{"Hello"});

    // A frame that is too long even when nothing compresses is refused before it is there: 2^32 bytes.
    DeflateFixture announced;
    announced.agree(announced.offer(kPlain));
    CHECK(announced.say(hex("c2 ff 00 00 00 01 00 00 00 00")) == Heard{"!1009"});
    // Many pieces, each of which is short enough: 100 of 2000 bytes of stored blocks.
    DeflateFixture dribbled;
    dribbled.agree(dribbled.offer(kPlain));
    Bytes pieces = frame(0x42, Bytes(2000), true);
    for (int i = 0; i < 100; ++i) pieces = pieces + frame(0x00, Bytes(2000), true);
    CHECK(dribbled.say(pieces) == Heard{"!1009"});
}
