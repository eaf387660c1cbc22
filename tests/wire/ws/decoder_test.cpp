#include "tests/catch.hpp"
#include "tests/wire/ws/drive.hpp"
#include "wire/ws/cpu.hpp"
#include "wire/ws/decoder.hpp"

#include <random>

using namespace tare::wire::ws;
using namespace tare::tests;

namespace {

constexpr std::size_t kLimit = std::size_t{1} << 20;

Decoder decoder_of(Role role, std::size_t limit = kLimit) {
    return Decoder(role, best_mask(detect_cpu_features()).run, limit);
}

Heard message(Opcode opcode, const Bytes& payload) { return {Step::message, opcode, payload, 0}; }

} // namespace

TEST_CASE("the examples of RFC 6455 section 5.7") {
    SECTION("a single-frame unmasked text message") {
        Decoder client = decoder_of(Role::client);
        CHECK(listen(client, hex("81 05 48 65 6c 6c 6f")) ==
              std::vector{message(Opcode::text, ascii("Hello"))});
    }
    SECTION("a single-frame masked text message") {
        Decoder server = decoder_of(Role::server);
        CHECK(listen(server, hex("81 85 37 fa 21 3d 7f 9f 4d 51 58")) ==
              std::vector{message(Opcode::text, ascii("Hello"))});
    }
    SECTION("a fragmented unmasked text message") {
        Decoder client = decoder_of(Role::client);
        CHECK(listen(client, hex("01 03 48 65 6c") + hex("80 02 6c 6f")) ==
              std::vector{message(Opcode::text, ascii("Hello"))});
    }
    SECTION("an unmasked ping and its masked answer") {
        Decoder client = decoder_of(Role::client);
        CHECK(listen(client, hex("89 05 48 65 6c 6c 6f")) ==
              std::vector{Heard{Step::ping, Opcode::ping, ascii("Hello"), 0}});
        Decoder server = decoder_of(Role::server);
        CHECK(listen(server, hex("8a 85 37 fa 21 3d 7f 9f 4d 51 58")) ==
              std::vector{Heard{Step::pong, Opcode::pong, ascii("Hello"), 0}});
    }
    SECTION("256 bytes in a single unmasked frame") {
        Decoder client = decoder_of(Role::client);
        CHECK(listen(client, hex("82 7e 01 00") + numbered(256)) ==
              std::vector{message(Opcode::binary, numbered(256))});
    }
    SECTION("64 KiB in a single unmasked frame") {
        Decoder client = decoder_of(Role::client);
        CHECK(listen(client, hex("82 7f 00 00 00 00 00 01 00 00") + numbered(65536)) ==
              std::vector{message(Opcode::binary, numbered(65536))});
    }
}

TEST_CASE("every length at which the header changes") {
    for (const std::size_t size : {0, 1, 125, 126, 127, 65535, 65536, 65537}) {
        INFO(size);
        Decoder server = decoder_of(Role::server);
        CHECK(listen(server, frame(0x82, numbered(size), true)) ==
              std::vector{message(Opcode::binary, numbered(size))});
        CHECK(server.idle());
        Decoder client = decoder_of(Role::client);
        CHECK(listen(client, frame(0x82, numbered(size), false)) ==
              std::vector{message(Opcode::binary, numbered(size))});
    }
}

TEST_CASE("however the stream is cut, the same is heard") {
    const Bytes euro = hex("e2 82 ac"); // three bytes, so that cuts fall inside a character
    const Bytes text = ascii("price: ") + euro + euro + ascii(" or more ") + euro;
    for (const bool masked : {true, false}) {
        const Role role = masked ? Role::server : Role::client;
        const Bytes stream = frame(0x81, text, masked) + frame(0x01, hex("e2"), masked) +
                             frame(0x89, ascii("are you there"), masked) + frame(0x00, hex("82"), masked) +
                             frame(0x00, {}, masked) + frame(0x80, hex("ac"), masked) +
                             frame(0x82, numbered(126), masked) + frame(0x02, numbered(300), masked) +
                             frame(0x8a, {}, masked) + frame(0x80, numbered(5000), masked) +
                             frame(0x81, {}, masked) + frame(0x82, numbered(70'000), masked) +
                             frame(0x88, hex("03 e8") + ascii("bye"), masked);
        const std::vector<Heard> expected{
            message(Opcode::text, text),
            {Step::ping, Opcode::ping, ascii("are you there"), 0},
            message(Opcode::text, euro),
            message(Opcode::binary, numbered(126)),
            {Step::pong, Opcode::pong, {}, 0},
            message(Opcode::binary, numbered(300) + numbered(5000)),
            message(Opcode::text, {}),
            message(Opcode::binary, numbered(70'000)),
            {Step::close, Opcode::close, ascii("bye"), 1000},
        };
        Decoder whole = decoder_of(role);
        CHECK(listen(whole, stream) == expected);
        // Byte by byte, without the long ones at the end (each byte copies the whole window here).
        const std::size_t end = stream.size() - frame(0x82, numbered(70'000), masked).size() -
                                frame(0x88, hex("03 e8") + ascii("bye"), masked).size();
        Decoder bytewise = decoder_of(role);
        CHECK(listen(bytewise, Bytes(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(end)),
                     [] { return 1u; }) == std::vector(expected.begin(), expected.begin() + 7));
        std::mt19937 random(7);
        bool always = true;
        for (int i = 0; i < 200; ++i) {
            const unsigned most = i % 2 == 0 ? 20'000 : 500;
            Decoder decoder = decoder_of(role);
            always = always && listen(decoder, stream, [&] { return 1 + random() % most; }) == expected;
        }
        CHECK(always);
    }
}

TEST_CASE("what is still wanted is known as soon as the header is") {
    Decoder server = decoder_of(Role::server);
    Bytes bytes = frame(0x82, numbered(1000), true); // 2 + 2 + 4 + 1000
    std::span<std::byte> header = std::span(bytes).first(7);
    CHECK(server.next(header).step == Step::more);
    CHECK(server.wanted() == 0);
    header = std::span(bytes).first(8);
    CHECK(server.next(header).step == Step::more);
    CHECK(server.wanted() == 1008);
}

TEST_CASE("the answers to pipelined frames come to lie side by side") {
    Bytes stream = frame(0x82, numbered(200), true) + frame(0x89, ascii("ping"), true) +
                   frame(0x81, ascii("text"), true);
    std::span<std::byte> unread = stream;
    Decoder server = decoder_of(Role::server);
    std::byte* const begin = unread.data() + 4; // an answer's header is four bytes shorter: nothing moves
    std::byte* reply_at = begin;
    const std::byte* first_payload = stream.data() + 8; // 2 + 2 + 4
    for (int i = 0; i < 3; ++i) {
        const Event event = server.next(unread, reply_at);
        if (i == 0) CHECK(event.payload.data() == first_payload);
        const Opcode answer = event.step == Step::ping ? Opcode::pong : event.opcode;
        CHECK(write_header_before(event.payload.data(), answer, event.payload.size()) == reply_at);
        reply_at = event.payload.data() + event.payload.size();
    }
    CHECK(Bytes(begin, reply_at) == frame(0x82, numbered(200), false) + frame(0x8a, ascii("ping"), false) +
                                        frame(0x81, ascii("text"), false));
    CHECK(server.next(unread, reply_at).step == Step::more);
    CHECK(unread.empty());
}

TEST_CASE("decoders of one thread share the memory of a long fragmented message") {
    const Bytes first = numbered(300'000), second = numbered(400'000);
    const Bytes stream = frame(0x02, first, true) + frame(0x80, second, true);
    tare::wire::Buffer spare;
    const Mask mask = best_mask(detect_cpu_features()).run;
    Decoder one(Role::server, mask, kLimit, 0, &spare), other(Role::server, mask, kLimit, 0, &spare);

    // 64 B + 700 000 B in 2^20: it stays with the decoder as long as the message may be looked at.
    CHECK(listen(one, stream) == std::vector{message(Opcode::binary, first + second)});
    CHECK(spare.capacity() == 1 << 20); // listen() has asked for what comes next
    const std::byte* const memory = spare.data();

    Bytes begun(stream.begin(), stream.begin() + 350'000);
    std::span<std::byte> unread = begun;
    CHECK(other.next(unread).step == Step::more); // its first piece of 300 000 B took it
    CHECK(spare.data() != memory);
    // Meanwhile the first decoder must do without; then there are two, and one is given up.
    CHECK(listen(one, stream) == std::vector{message(Opcode::binary, first + second)});
    CHECK(spare.capacity() == 1 << 20);
    CHECK(spare.data() != memory);

    // Small pieces, after one that is kept: what was there before the change of memory is still there.
    Bytes pieces = frame(0x02, numbered(1'000), true);
    Bytes expected = numbered(1'000);
    for (int i = 0; i < 30; ++i) {
        pieces = pieces + frame(i == 29 ? 0x80 : 0x00, numbered(20'000), true);
        expected = expected + numbered(20'000);
    }
    CHECK(listen(one, pieces) == std::vector{message(Opcode::binary, expected)});
}

TEST_CASE("a fragmented message leaves room for its answer's header") {
    Decoder server = decoder_of(Role::server);
    Bytes stream = frame(0x02, numbered(60'000), true) + frame(0x80, numbered(10'000), true);
    std::span<std::byte> unread = stream;
    const Event event = server.next(unread);
    REQUIRE(event.step == Step::message);
    CHECK_FALSE(event.in_window);
    std::byte* begin = write_header_before(event.payload.data(), Opcode::binary, event.payload.size());
    CHECK(Bytes(begin, event.payload.data() + event.payload.size()) ==
          frame(0x82, numbered(60'000) + numbered(10'000), false));
}
