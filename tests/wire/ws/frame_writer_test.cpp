#include "tests/catch.hpp"
#include "tests/wire/ws/drive.hpp"
#include "wire/ws/cpu.hpp"
#include "wire/ws/frame_writer.hpp"

#include <algorithm>
#include <string>

using namespace tare::wire::ws;
using namespace tare::tests;

TEST_CASE("a server's frames are what section 5.7 shows") {
    FrameWriter writer(Role::server, mask_scalar);
    const auto bytes = [](std::span<const std::byte> made) { return Bytes(made.begin(), made.end()); };
    CHECK(bytes(writer.write(Opcode::text, ascii("Hello"))) == hex("81 05 48 65 6c 6c 6f"));
    CHECK(bytes(writer.write(Opcode::text, ascii("Hel"), false)) == hex("01 03 48 65 6c"));
    CHECK(bytes(writer.write(Opcode::ping, ascii("Hello"))) == hex("89 05 48 65 6c 6c 6f"));
    for (const std::size_t size : {0, 125, 126, 65535, 65536})
        CHECK(bytes(writer.write(Opcode::binary, numbered(size))) == frame(0x82, numbered(size), false));
    CHECK(bytes(writer.close(CloseCode::normal)) == hex("88 02 03 e8"));
    CHECK(bytes(writer.close(CloseCode::bad_text, "no")) == hex("88 04 03 ef 6e 6f"));
    CHECK(bytes(writer.close(CloseCode::no_status)) == hex("88 00"));
    CHECK(bytes(writer.close(CloseCode::normal, std::string(200, 'x'))).size() == 2 + 125);
}

TEST_CASE("a frame that is made in parts is the frame that is made at once") {
    // 70 000 bytes in parts of 32 768, 32 768 and 4 464, each taken when it is there; 10 bytes of header.
    const Bytes payload = numbered(70'000);
    for (const Role role : {Role::server, Role::client}) {
        FrameWriter writer(role, mask_scalar);
        Bytes made;
        const auto take = [&] {
            const auto bytes = writer.take();
            made.insert(made.end(), bytes.begin(), bytes.end());
        };
        writer.begin_frame(Opcode::binary, 70'000, false);
        for (std::size_t at = 0; at < payload.size(); at += 32'768) {
            writer.append_part(std::span(payload).subspan(at, std::min<std::size_t>(32'768, 70'000 - at)));
            take();
        }
        writer.begin_frame(Opcode::continuation, 3, true);
        writer.append_part(ascii("end"));
        take();
        if (role == Role::server) {
            CHECK(made == frame(0x02, payload, false) + frame(0x80, ascii("end"), false));
            continue;
        }
        Decoder decoder(Role::server, mask_scalar, 1'000'000);
        std::span<std::byte> unread(made);
        Event event;
        do event = decoder.next(unread);
        while (event.step == Step::more && !unread.empty() && decoder.wanted() == 0);
        REQUIRE(event.step == Step::message);
        CHECK(Bytes(event.payload.begin(), event.payload.end()) == payload + ascii("end"));
    }
}

TEST_CASE("frames that are to leave together lie behind each other") {
    FrameWriter writer(Role::server, mask_scalar);
    CHECK(writer.pending() == 0);
    // 2 + 5 bytes; 4 + 126; 10 + 65 536, which outgrows the room there was; and an empty one of 2.
    writer.append(Opcode::text, ascii("Hello"));
    writer.append(Opcode::binary, numbered(126));
    writer.append(Opcode::binary, numbered(65536));
    writer.append(Opcode::binary, {});
    CHECK(writer.pending() == 7 + 130 + 65'546 + 2);
    const auto made = writer.take();
    CHECK(Bytes(made.begin(), made.end()) ==
          frame(0x81, ascii("Hello"), false) + frame(0x82, numbered(126), false) +
              frame(0x82, numbered(65536), false) + frame(0x82, {}, false));
    CHECK(writer.pending() == 0);
    const auto alone = writer.write(Opcode::text, ascii("Hello"));
    CHECK(Bytes(alone.begin(), alone.end()) == hex("81 05 48 65 6c 6c 6f"));
}

TEST_CASE("a client's frames are masked, with a new key each, and aligned for it") {
    FrameWriter writer(Role::client, best_mask(detect_cpu_features()).run);
    for (const std::size_t size : {0, 1, 125, 126, 65535, 65536}) {
        const Bytes payload = numbered(size);
        const auto made = writer.write(Opcode::binary, payload);
        const Bytes unmasked = frame(0x82, payload, false);
        const std::size_t header = unmasked.size() - size;
        REQUIRE(made.size() == unmasked.size() + 4);
        CHECK(reinterpret_cast<std::uintptr_t>(made.data() + header + 4) % 64 == 0);
        CHECK(made[0] == unmasked[0]);
        CHECK(made[1] == (unmasked[1] | std::byte{0x80}));
        CHECK(std::equal(unmasked.begin() + 2, unmasked.begin() + static_cast<std::ptrdiff_t>(header),
                         made.begin() + 2));
        bool all = true;
        for (std::size_t i = 0; i < size; ++i)
            all = all && (made[header + 4 + i] ^ made[header + i % 4]) == payload[i];
        CHECK(all);
    }
    const auto key = [&] {
        const auto made = writer.write(Opcode::binary, {});
        return Bytes(made.begin() + 2, made.begin() + 6);
    };
    CHECK(key() != key());
}
