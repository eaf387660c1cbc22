// RFC 6455, sections 5.2 to 5.7, as the checker reads them.
#include "bench/check/frames.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::check;

namespace {

Bytes hex(std::string_view text) { return parse_hex(text).value(); }

/// What a sender is blamed for after sending this.
std::string violation(Sender sender, std::string_view text) {
    Inbound inbound(sender);
    Bytes bytes = hex(text);
    inbound.take(bytes);
    return inbound.violation;
}

} // namespace

TEST_CASE("the examples of section 5.7") {
    Bytes unmasked = hex("81 05 48656c6c6f");
    const auto hello = take_frame(unmasked).value();
    REQUIRE(hello.has_value());
    CHECK(hello->fin);
    CHECK(hello->opcode == Opcode::text);
    CHECK_FALSE(hello->masked);
    CHECK(hello->payload == "Hello");
    CHECK(unmasked.empty());

    Bytes masked = hex("81 85 37fa213d 7f9f4d5158");
    CHECK(take_frame(masked).value()->payload ==
          "Hello"); // 7f^37 = 48, 9f^fa = 65, 4d^21 = 6c, 51^3d = 6c, 58^37 = 6f
}

TEST_CASE("each form of the length") {
    for (const std::size_t size : {0, 125, 126, 65535, 65536}) {
        const Bytes head = hex(size == 0       ? "82 00"
                               : size == 125   ? "82 7d" // 125 = 0x7d
                               : size == 126   ? "82 7e 007e"
                               : size == 65535 ? "82 7e ffff"
                                               : "82 7f 0000000000010000"); // 65536 = 0x10000
        Bytes bytes = head + Bytes(size, 'x') + "rest";
        const auto frame = take_frame(bytes).value();
        REQUIRE(frame.has_value());
        CHECK(frame->payload == Bytes(size, 'x'));
        CHECK(frame->shortest_length);
        CHECK(bytes == "rest");
    }
}

TEST_CASE("a frame that is not all there is left alone") {
    const Bytes whole = hex("81 fe 0080 37fa213d") + Bytes(128, 'x');
    for (std::size_t size = 0; size < whole.size(); ++size) {
        Bytes part = whole.substr(0, size);
        CHECK_FALSE(take_frame(part).value().has_value());
        CHECK(part.size() == size);
    }
}

TEST_CASE("a length beyond all reason is an error at once") {
    Bytes bytes = hex("82 7f 7fffffffffffffff");
    CHECK_FALSE(take_frame(bytes).has_value());
}

TEST_CASE("fragments become one message, and control frames in between are sorted out") {
    Inbound inbound(Sender::server);
    Bytes bytes = hex("01 03 48656c  89 02 6869  00 00  8a 01 21  80 02 6c6f  88 05 03e8 627965");
    inbound.take(bytes);
    CHECK(inbound.violation.empty());
    REQUIRE(inbound.messages.size() == 1);
    CHECK(inbound.messages[0].opcode == Opcode::text);
    CHECK(inbound.messages[0].payload == "Hello");
    CHECK(inbound.pings.size() == 1);
    CHECK(inbound.pings[0] == "hi");
    CHECK(inbound.pongs[0] == "!");
    REQUIRE(inbound.close.has_value());
    CHECK(inbound.close->code == 1000); // 0x03e8
    CHECK(inbound.close->reason == "bye");
}

TEST_CASE("keys are remembered of frames that have a payload to mask") {
    Inbound inbound(Sender::client);
    Bytes bytes = hex("82 80 00000000 82 81 01020304 60");
    inbound.take(bytes);
    REQUIRE(inbound.keys.size() == 1);
    CHECK(inbound.keys[0] == std::array<unsigned char, 4>{1, 2, 3, 4});
}

TEST_CASE("each rule that a sender can break is noticed") {
    CHECK(violation(Sender::server, "82 81 00000000 01") == "a masked binary frame");
    CHECK(violation(Sender::client, "82 01 01") == "an unmasked binary frame");
    CHECK(violation(Sender::server, "c2 01 01") == "a binary frame with reserved bits set");
    CHECK(violation(Sender::server, "83 00") == "a frame with opcode 3");
    CHECK(violation(Sender::server, "8b 00") == "a frame with opcode 11");
    CHECK(violation(Sender::server, "80 00") == "a continuation frame of no message");
    CHECK(violation(Sender::server, "02 00 82 00") == "a binary frame inside an unfinished message");
    CHECK(violation(Sender::server, "09 00") == "a fragmented ping frame");
    CHECK(violation(Sender::server, "8a 7e 007e 00*126") == "a pong frame of 126 bytes");
    CHECK(violation(Sender::server, "82 7e 0005 00*5") == "a binary frame whose length has needless bytes");
    CHECK(violation(Sender::server, "88 01 03") == "a Close frame with one byte");
    CHECK(violation(Sender::server, "88 00 82 00") == "a binary frame after its Close frame");
    CHECK(violation(Sender::server, "82 7f 8000000000000000").starts_with("a frame header that announces"));
    CHECK(violation(Sender::server, "82 01 01 89 00 88 00").empty());
}

TEST_CASE("how messages were framed: the most frames of one, and the largest") {
    Inbound inbound(Sender::server);
    // One frame; three frames of 3, 0 and 2 bytes with a ping in between, which does not count; one frame.
    Bytes bytes = hex("82 01 01  02 03 010203 89 04 01020304 00 00 80 02 0405  82 02 0102");
    inbound.take(bytes);
    CHECK(inbound.messages.size() == 3);
    CHECK(inbound.most_frames == 3);
    CHECK(inbound.largest_frame == 3);
}

TEST_CASE("what was read is taken, and the beginning of the next frame stays") {
    Inbound inbound(Sender::server);
    Bytes bytes = hex("82 01 01 82 01 02 82 05 0102");
    inbound.take(bytes);
    CHECK(inbound.messages.size() == 2);
    CHECK(bytes == hex("82 05 0102"));
}
