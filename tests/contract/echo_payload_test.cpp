// CONTRACT.md, "The echo workload".
#include "contract/cpp/echo_payload.hpp"
#include "tests/catch.hpp"

#include <string>

using namespace tare;
using contract::EchoPayload;
using contract::MessageKind;

namespace {

std::string hex(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte b : bytes) text += fmt::format("{:02x}", std::to_integer<int>(b));
    return text;
}

std::vector<std::byte> copy(const EchoPayload& payload) {
    return {payload.bytes().begin(), payload.bytes().end()};
}

} // namespace

TEST_CASE("the header is two numbers, little-endian") {
    EchoPayload payload(16, MessageKind::binary, 7);
    payload.number(3, 258); // 258 = 0x0102
    CHECK(hex(payload.bytes()) == "0300000000000000"
                                  "0201000000000000");
}

TEST_CASE("a text header is 4 and 12 hexadecimal digits") {
    EchoPayload payload(16, MessageKind::text, 7);
    payload.number(10, 4095); // 0xa, 0xfff
    const auto bytes = payload.bytes();
    CHECK(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()) == "000a000000000fff");
    payload.number(65536 + 1, 0); // of 0x10001 the lowest four digits
    CHECK(std::string(reinterpret_cast<const char*>(bytes.data()), 4) == "0001");
}

TEST_CASE("a header larger than the message is cut off") {
    EchoPayload nine(9, MessageKind::binary, 7);
    nine.number(1, 0xab);
    CHECK(hex(nine.bytes()) == "0100000000000000ab");
    EchoPayload five(5, MessageKind::text, 7);
    five.number(0x12, std::int64_t{0xf} << 44); // twelve digits that begin with f
    CHECK(hex(five.bytes()) == "3030313266");   // 0 0 1 2 f
    EchoPayload nothing(0, MessageKind::binary, 7);
    nothing.number(1, 1);
    CHECK(nothing.bytes().empty());
    CHECK(nothing.verify(nothing.bytes(), MessageKind::binary, 1, 1));
}

TEST_CASE("the rest is xorshift64*, from byte 16 on") {
    // Seed 1, by hand: x = 1; x ^= x >> 12 leaves 1; x ^= x << 25 gives 2^25 + 1; x ^= x >> 27 leaves it,
    // since 2^25 + 1 < 2^27. The output is (2^25 + 1) * 2685821657736338717 mod 2^64 = 0x47e4ce4b896cdd1d:
    //   2685821657736338717 = 0x2545f4914f6cdd1d; shifted left by 25 and cut to 64 bits: 0x229ed9ba3a000000;
    //   their sum is 0x47e4ce4b896cdd1d, whose top byte is 0x47.
    CHECK(hex(EchoPayload(17, MessageKind::binary, 1).bytes().subspan(16)) == "47");
    // As text: 0x47 = 71 = 2 * 26 + 19, and 'a' + 19 = 't' = 0x74.
    CHECK(hex(EchoPayload(17, MessageKind::text, 1).bytes().subspan(16)) == "74");
    // Seed 0 counts as 1.
    CHECK(copy(EchoPayload(100, MessageKind::binary, 0)) == copy(EchoPayload(100, MessageKind::binary, 1)));
    // Seed 7 as the conformance vectors have it.
    CHECK(hex(EchoPayload(32, MessageKind::binary, 7).bytes().subspan(16)) ==
          "d1ed161b5f68da2b5dcaadbaa6e62055");
    CHECK(hex(EchoPayload(32, MessageKind::text, 7).bytes().subspan(16)) ==
          "6264776272616b72707572656b776768");
}

TEST_CASE("type, length and header are verified in every message") {
    EchoPayload payload(32, MessageKind::binary, 7);
    payload.number(2, 5);
    auto reply = copy(payload);
    REQUIRE(payload.verify(reply, MessageKind::binary, 2, 5));
    CHECK_FALSE(payload.verify(reply, MessageKind::text, 2, 5));
    CHECK_FALSE(payload.verify(reply, MessageKind::binary, 1, 5)); // another connection's
    CHECK_FALSE(payload.verify(reply, MessageKind::binary, 2, 4)); // the message before
    CHECK_FALSE(payload.verify(std::span(reply).first(31), MessageKind::binary, 2, 5));
    for (std::size_t i = 0; i < 16; ++i) {
        reply[i] ^= std::byte{1};
        CHECK_FALSE(payload.verify(reply, MessageKind::binary, 2, 5));
        reply[i] ^= std::byte{1};
    }
}

TEST_CASE("the whole payload is verified in message 0, in every 256th, and when asked") {
    EchoPayload payload(64, MessageKind::binary, 7);
    for (const std::int64_t message : {0, 1, 255, 256, 257, 512}) {
        payload.number(0, message);
        auto reply = copy(payload);
        reply[63] ^= std::byte{1};
        CHECK(payload.verify(reply, MessageKind::binary, 0, message) == (message % 256 != 0));
        CHECK_FALSE(payload.verify_whole(reply, MessageKind::binary, 0, message));
    }
}

TEST_CASE("verification does not depend on what number() wrote last") {
    EchoPayload payload(20, MessageKind::text, 7);
    payload.number(0, 9);
    const auto reply = copy(payload);
    payload.number(0, 10); // the next one is being prepared already
    CHECK(payload.verify_whole(reply, MessageKind::text, 0, 9));
    CHECK_FALSE(payload.verify_whole(reply, MessageKind::text, 0, 10));
}

TEST_CASE("a mismatch names message, offset, expected and got") {
    EchoPayload payload(32, MessageKind::binary, 7);
    payload.number(2, 5);
    auto reply = copy(payload);
    reply[8] = std::byte{6};
    CHECK(payload.mismatch(reply, MessageKind::binary, 2, 5).message ==
          "connection 2, message 5: at offset 8 expected 0x05, got 0x06");
    CHECK(payload.mismatch(reply, MessageKind::text, 2, 5).message ==
          "connection 2, message 5: expected a binary message, got a text one");
    CHECK(payload.mismatch(std::span(reply).first(3), MessageKind::binary, 2, 5).message ==
          "connection 2, message 5: expected 32 bytes, got 3");
    reply[8] = std::byte{5};
    reply[16] = std::byte{0}; // byte 16 of seed 7 is d1
    CHECK(payload.mismatch(reply, MessageKind::binary, 2, 5).message ==
          "connection 2, message 5: at offset 16 expected 0xd1, got 0x00");
    CHECK(payload.mismatch(reply, MessageKind::binary, 2, 5).trouble == Trouble::contender);
}

TEST_CASE("the corpus is one text in pieces, a different one in each message") {
    const auto text_of = [](EchoPayload& payload, std::int64_t message) {
        payload.number(0, message);
        const auto bytes = payload.bytes();
        return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    };
    // Seed 1: the first top byte is 0x47 = 71 (above), and 71 mod 64 = 7. The eighth word
    // of the of and to in is that for
    EchoPayload first(20, MessageKind::corpus, 1);
    CHECK(first.kind() == MessageKind::text);
    CHECK(text_of(first, 0) == "0000000000000000for ");

    // 65536 / 1024 + 1 = 65 pieces of 1008 bytes; written out by another program, from CONTRACT.md.
    EchoPayload payload(1024, MessageKind::corpus, 7);
    CHECK(text_of(payload, 0).substr(0, 56) == "0000000000000000of with had what your how on will were o");
    CHECK(text_of(payload, 1).substr(0, 56) == "0000000000000001said them.\nis by with at with is it out ");
    CHECK(text_of(payload, 65).substr(16) == text_of(payload, 0).substr(16));
    for (std::int64_t message = 1; message < 65; ++message)
        CHECK(text_of(payload, message).substr(16) != text_of(payload, 0).substr(16));

    const std::string second = text_of(payload, 1);
    const auto reply = std::as_bytes(std::span(second));
    CHECK(payload.verify_whole(reply, MessageKind::text, 0, 1));
    CHECK_FALSE(payload.verify_whole(reply, MessageKind::text, 0, 2));
    CHECK(payload.bytes().size() == 1024);

    EchoPayload large(100'000, MessageKind::corpus, 7); // larger than a window: one piece will do
    CHECK(text_of(large, 3).substr(16) == text_of(large, 0).substr(16));
    EchoPayload header(16, MessageKind::corpus, 7), nothing(0, MessageKind::corpus, 7);
    CHECK(text_of(header, 5) == "0000000000000005");
    CHECK(nothing.bytes().empty());
}
