// Peers that break the protocol: each must be met with the close code that RFC 6455 names.
#include "tests/catch.hpp"
#include "tests/wire/ws/drive.hpp"
#include "wire/ws/cpu.hpp"

using namespace tare::wire::ws;
using namespace tare::tests;

namespace {

/// The code with which the stream is refused, whole and byte by byte; 0 if it is not.
unsigned refusal(Role role, const Bytes& stream, std::size_t limit = 1000) {
    const auto last = [&](unsigned piece) {
        Decoder decoder(role, best_mask(detect_cpu_features()).run, limit);
        const std::vector<Heard> heard = listen(decoder, stream, [&] { return piece; });
        return heard.empty() || heard.back().step != Step::failed ? 0u : heard.back().code;
    };
    const unsigned whole = last(static_cast<unsigned>(stream.size()));
    CHECK(last(1) == whole);
    return whole;
}

} // namespace

TEST_CASE("masks on the wrong side (section 5.1)") {
    CHECK(refusal(Role::server, frame(0x81, ascii("Hello"), false)) == 1002);
    CHECK(refusal(Role::client, frame(0x81, ascii("Hello"), true)) == 1002);
    CHECK(refusal(Role::server, frame(0x81, ascii("Hello"), true)) == 0);
    CHECK(refusal(Role::client, frame(0x81, ascii("Hello"), false)) == 0);
}

TEST_CASE("reserved bits and opcodes (section 5.2)") {
    for (const unsigned bits : {0x40u, 0x20u, 0x10u, 0x70u})
        CHECK(refusal(Role::server, frame(0x82 | bits, numbered(4), true)) == 1002);
    for (const unsigned opcode : {3u, 4u, 5u, 6u, 7u, 11u, 12u, 13u, 14u, 15u})
        CHECK(refusal(Role::server, frame(0x80 | opcode, numbered(4), true)) == 1002);
}

TEST_CASE("lengths (section 5.2)") {
    CHECK(refusal(Role::client, hex("82 7e 00 7d") + numbered(125)) == 1002);   // not the shortest
    CHECK(refusal(Role::client, hex("82 7f 00 00 00 00 00 00 ff ff")) == 1002); // not the shortest
    CHECK(refusal(Role::client, hex("82 7f 80 00 00 00 00 00 00 00")) == 1002); // 2^63: top bit set
    CHECK(refusal(Role::client, hex("82 7f 7f ff ff ff ff ff ff ff")) == 1009); // 2^63 - 1
    CHECK(refusal(Role::client, hex("82 7e 03 e9")) == 1009);                   // 1001 > 1000, at once
    CHECK(refusal(Role::client, hex("82 7e 03 e8") + numbered(1000)) == 0);     // 1000
    CHECK(refusal(Role::client, frame(0x02, numbered(600), false) + hex("80 7e 01 91")) == 1009); // 600 + 401
    CHECK(refusal(Role::client, frame(0x02, numbered(600), false) + frame(0x80, numbered(400), false)) == 0);
}

TEST_CASE("control frames (section 5.5)") {
    CHECK(refusal(Role::server, frame(0x09, ascii("ping"), true)) == 1002); // fragmented
    CHECK(refusal(Role::server, frame(0x08, {}, true)) == 1002);
    CHECK(refusal(Role::server, frame(0x89, numbered(126), true)) == 1002); // too long
    CHECK(refusal(Role::server, frame(0x89, numbered(125), true)) == 0);
}

TEST_CASE("fragments out of order (section 5.4)") {
    CHECK(refusal(Role::server, frame(0x80, numbered(4), true)) == 1002); // continues nothing
    CHECK(refusal(Role::server, frame(0x00, numbered(4), true)) == 1002);
    CHECK(refusal(Role::server, frame(0x02, numbered(4), true) + frame(0x82, numbered(4), true)) == 1002);
    CHECK(refusal(Role::server, frame(0x01, ascii("a"), true) + frame(0x01, ascii("b"), true)) == 1002);
}

TEST_CASE("text that is not UTF-8 (section 8.1)") {
    CHECK(refusal(Role::server, frame(0x81, hex("c0 80"), true)) == 1007);
    CHECK(refusal(Role::server, frame(0x81, hex("ed a0 80"), true)) == 1007);
    CHECK(refusal(Role::server, frame(0x81, hex("e2 82"), true)) == 1007); // ends inside a character
    CHECK(refusal(Role::client, frame(0x81, hex("f5 80 80 80"), false)) == 1007);
    // Cut between frames: only the end of the message must be the end of a character.
    CHECK(refusal(Role::server, frame(0x01, hex("e2"), true) + frame(0x80, hex("82 ac"), true)) == 0);
    CHECK(refusal(Role::server, frame(0x01, hex("e2"), true) + frame(0x80, hex("82"), true)) == 1007);
    CHECK(refusal(Role::server, frame(0x01, hex("e2"), true) + frame(0x80, hex("41"), true)) == 1007);
    // Binary may hold anything.
    CHECK(refusal(Role::server, frame(0x82, hex("c0 80"), true)) == 0);
    // Far behind the first pieces that are checked together.
    CHECK(refusal(Role::server, frame(0x81, Bytes(9000, std::byte{'a'}) + hex("ff"), true), 10'000) == 1007);
    CHECK(refusal(Role::server, frame(0x81, Bytes(4095, std::byte{'a'}) + hex("c3 a4"), true), 10'000) == 0);
}

TEST_CASE("text is refused before it is all there") {
    Decoder server(Role::server, mask_scalar, 100'000);
    Bytes bytes = frame(0x81, hex("61 ff") + numbered(50'000), true);
    std::span<std::byte> begin = std::span(bytes).first(20);
    const Event event = server.next(begin);
    CHECK(event.step == Step::failed);
    CHECK(event.code == CloseCode::bad_text);
}

TEST_CASE("close frames (section 7.4)") {
    const auto code = [](unsigned value) {
        return Bytes{static_cast<std::byte>(value >> 8), static_cast<std::byte>(value)};
    };
    for (const unsigned fine :
         {1000u, 1001u, 1002u, 1003u, 1007u, 1008u, 1009u, 1010u, 1011u, 3000u, 3999u, 4000u, 4999u})
        CHECK(refusal(Role::server, frame(0x88, code(fine), true)) == 0);
    for (const unsigned bad :
         {0u, 999u, 1004u, 1005u, 1006u, 1015u, 1016u, 1100u, 2000u, 2999u, 5000u, 65535u})
        CHECK(refusal(Role::server, frame(0x88, code(bad), true)) == 1002);
    CHECK(refusal(Role::server, frame(0x88, hex("03"), true)) == 1002); // half a code
    CHECK(refusal(Role::server, frame(0x88, hex("03 e8 c0 80"), true)) == 1007);
    CHECK(refusal(Role::server, frame(0x88, hex("03 e8 e2 82"), true)) == 1007);
}

TEST_CASE("RSV1 is for the first frame of a compressed message alone (RFC 7692 section 6)") {
    const auto steps = [](const Bytes& stream) {
        Decoder decoder(Role::server, best_mask(detect_cpu_features()).run, 1000, 1200);
        std::vector<unsigned> codes;
        for (const Heard& heard : listen(decoder, stream)) codes.push_back(heard.code);
        return codes;
    };
    using Codes = std::vector<unsigned>;
    CHECK(steps(frame(0xC1, hex("ff fe"), true)) == Codes{0}); // not looked at as text
    CHECK(steps(frame(0xC2, numbered(1200), true)) ==
          Codes{0}); // longer than a message that is not compressed
    CHECK(steps(frame(0xC2, numbered(1201), true)) == Codes{1009});
    CHECK(steps(frame(0x82, numbered(1001), true)) == Codes{1009});
    CHECK(steps(frame(0x41, hex("ff"), true) + frame(0x80, hex("fe"), true)) == Codes{0});
    CHECK(steps(frame(0x42, numbered(1100), true) + frame(0x80, numbered(101), true)) == Codes{1009});
    CHECK(steps(frame(0x42, numbered(1100), true) + frame(0x89, {}, true) +
                frame(0x80, numbered(100), true)) == Codes{0, 0});
    for (const unsigned first : {0xC8u, 0xC9u, 0xCAu, 0xE1u, 0xD1u, 0xF2u, 0xC3u})
        CHECK(steps(frame(first, {}, true)) == Codes{1002});
    CHECK(steps(frame(0x41, hex("00"), true) + frame(0xC0, hex("00"), true)) == Codes{1002});
    // The message after it is text as ever.
    CHECK(steps(frame(0x41, hex("ff"), true) + frame(0x80, {}, true) + frame(0x81, hex("ff"), true)) ==
          Codes{0, 1007});
}
