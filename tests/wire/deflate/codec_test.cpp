// RFC 7692 section 7.2. The compressed bytes are the RFC's own examples (section 7.2.3) or written out from
// RFC 1951; what our deflater makes is judged by zlib's inflate() on the whole stream.
#include "tests/catch.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/deflate/codec.hpp"

#include <zlib.h>

#include <optional>
#include <string>

using namespace tare::wire;
using namespace tare::wire::deflate;
using namespace tare::tests;
using Status = Inflater::Status;

namespace {

constexpr std::size_t kLimit = 1 << 20;

struct Inflated {
    Status status = Status::done;
    Bytes payload;
};

Inflated inflate_one(Inflater& inflater, const Bytes& message, std::size_t limit = kLimit) {
    Buffer buffer;
    std::size_t bytes = 0;
    constexpr std::size_t kOffset = 3; // any
    const Status status = inflater.message(message, limit, buffer, kOffset, bytes);
    if (status != Status::done) return {status, {}};
    return {status, Bytes(buffer.data() + kOffset, buffer.data() + kOffset + bytes)};
}

Bytes deflate_one(Deflater& deflater, const Bytes& payload) {
    Buffer buffer;
    const auto bytes = deflater.message(payload, buffer, 5);
    REQUIRE(bytes.has_value());
    return Bytes(buffer.data() + 5, buffer.data() + 5 + *bytes);
}

/// zlib's own verdict on a sequence of messages with their tails back on: what they inflate to, with a window
/// of so many bits, or nothing if it is an error.
std::optional<Bytes> zlib_inflates(const std::vector<Bytes>& messages, int window_bits) {
    Bytes stream;
    for (const Bytes& message : messages) stream = stream + message + hex("00 00 ff ff");
    z_stream z{};
    REQUIRE(inflateInit2(&z, -window_bits) == Z_OK);
    Bytes out(1 << 22);
    z.next_in = reinterpret_cast<Bytef*>(stream.data());
    z.avail_in = static_cast<uInt>(stream.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    const int outcome = inflate(&z, Z_SYNC_FLUSH);
    out.resize(out.size() - z.avail_out);
    inflateEnd(&z);
    if (outcome != Z_OK || z.avail_in != 0) return std::nullopt;
    return out;
}

/// Words that come again and again, at distances up to tens of thousands of bytes.
Bytes prose(std::size_t size, unsigned seed) {
    Bytes text;
    for (unsigned x = seed; text.size() < size;) {
        x = x * 1664525u + 1013904223u;
        const Bytes word = ascii(std::to_string(x >> 20) + " ");
        text.insert(text.end(), word.begin(), word.end());
    }
    text.resize(size);
    return text;
}

} // namespace

TEST_CASE("the RFC's examples inflate to Hello (section 7.2.3)") {
    const auto hello = [](const char* digits) {
        Inflater inflater({});
        return as_text(inflate_one(inflater, hex(digits)).payload);
    };
    CHECK(hello("f2 48 cd c9 c9 07 00") == "Hello");                   // 7.2.3.1
    CHECK(hello("00 05 00 fa ff 48 65 6c 6c 6f 00") == "Hello");       // 7.2.3.3: not compressed
    CHECK(hello("f3 48 cd c9 c9 07 00 00") == "Hello");                // 7.2.3.4: BFINAL
    CHECK(hello("f2 48 05 00 00 00 ff ff ca c9 c9 07 00") == "Hello"); // 7.2.3.5: two blocks
    CHECK(hello("00").empty());                                        // 7.2.3.6: an empty message
}

TEST_CASE("a message refers back to the one before (section 7.2.3.2)") {
    Inflater inflater({});
    CHECK(as_text(inflate_one(inflater, hex("f2 48 cd c9 c9 07 00")).payload) == "Hello");
    CHECK(as_text(inflate_one(inflater, hex("f2 00 11 00 00")).payload) == "Hello");
    CHECK(as_text(inflate_one(inflater, hex("f2 00 11 00 00")).payload) == "Hello");

    Inflater forgetful({15, false});
    CHECK(as_text(inflate_one(forgetful, hex("f2 48 cd c9 c9 07 00")).payload) == "Hello");
    CHECK(inflate_one(forgetful, hex("f2 00 11 00 00")).status ==
          Status::bad_data); // back to what is forgotten
}

TEST_CASE("a last block does not end the window") {
    Inflater inflater({});
    CHECK(as_text(inflate_one(inflater, hex("f3 48 cd c9 c9 07 00 00")).payload) == "Hello"); // BFINAL
    CHECK(as_text(inflate_one(inflater, hex("f2 00 11 00 00")).payload) == "Hello");
    CHECK(inflate_one(inflater, hex("00")).payload.empty());
}

TEST_CASE("a message that is no DEFLATE, or not a whole one") {
    const auto status = [](const Bytes& message) {
        Inflater inflater({});
        return inflate_one(inflater, message).status;
    };
    CHECK(status(hex("06")) == Status::bad_data); // block type 3 (RFC 1951, 3.2.3)
    CHECK(status(hex("00 05 00 fa fe 48 65 6c 6c 6f 00")) == Status::bad_data); // LEN and NLEN differ
    CHECK(status(hex("f2 48 cd c9")) == Status::bad_data);                      // cut off
    CHECK(status(hex("f3 48 cd c9 c9 07 00")) == Status::bad_data); // BFINAL without the byte behind it
    CHECK(status({}) == Status::bad_data);                          // the tail alone begins no block
    CHECK(status(hex("00 05 00 fa ff 48 65")) == Status::bad_data); // takes its tail for content
}

TEST_CASE("the limit is that of the inflated size, to the byte") {
    // A stored block of 600 (0x0258) bytes, the complement 0xfda7, and the byte that begins the tail.
    const Bytes stored = hex("00 58 02 a7 fd") + numbered(600) + hex("00");
    const auto status = [&](std::size_t limit) {
        Inflater inflater({});
        return inflate_one(inflater, stored, limit);
    };
    CHECK(status(600).status == Status::done);
    CHECK(status(600).payload == numbered(600));
    CHECK(status(599).status == Status::too_long);
    CHECK(status(0).status == Status::too_long);
}

TEST_CASE("a bomb costs no more than the limit") {
    Deflater deflater({}, {});
    const Bytes bomb = deflate_one(deflater, Bytes(50u << 20)); // 50 MiB of zeros
    CHECK(bomb.size() < 60'000);                                // about a thousandth
    Inflater inflater({});
    Buffer buffer;
    std::size_t bytes = 0;
    CHECK(inflater.message(bomb, 100'000, buffer, 64, bytes) == Status::too_long);
    CHECK(buffer.capacity() <= 64 + 100'000 + 1);
}

TEST_CASE("what the deflater makes, zlib inflates, for every window") {
    for (int bits = 8; bits <= 15; ++bits) {
        CAPTURE(bits);
        Deflater deflater({bits, true}, {});
        std::vector<Bytes> messages, payloads{prose(5, 1), prose(40'000, 2), {},         prose(40'000, 2),
                                              Bytes(3000), numbered(70'000), prose(1, 3)};
        Bytes all;
        for (const Bytes& payload : payloads) {
            messages.push_back(deflate_one(deflater, payload));
            all = all + payload;
        }
        CHECK(zlib_inflates(messages, bits) == all);
    }
}

TEST_CASE("without take-over each message stands alone; with it, one that comes again is short") {
    const Bytes text = prose(4000, 7);
    Deflater alone({15, false}, {}), together({15, true}, {});
    const Bytes first = deflate_one(alone, text), second = deflate_one(alone, text);
    CHECK(first == second);
    CHECK(zlib_inflates({second}, 15) == text);
    CHECK(deflate_one(together, text) == first);
    CHECK(deflate_one(together, text).size() < 100); // 4000 bytes are sixteen copies of 258 at most
}

TEST_CASE("both directions together, for every window and level") {
    for (const int bits : {8, 9, 12, 15})
        for (const int level : {0, 1, 6, 9})
            for (const bool takeover : {true, false}) {
                CAPTURE(bits, level, takeover);
                Deflater deflater({bits, takeover}, {{}, level, 8});
                Inflater inflater({bits, takeover});
                for (const std::size_t size : {0u, 1u, 255u, 256u, 257u, 4096u, 65'535u, 65'536u, 200'000u}) {
                    const Bytes payload = prose(size, 11);
                    const Bytes message = deflate_one(deflater, payload);
                    CHECK(message.size() <= most_compressed(size));
                    const Inflated back = inflate_one(inflater, message);
                    CHECK(back.status == Status::done);
                    CHECK(back.payload == payload);
                }
            }
}

TEST_CASE("what does not compress grows by no more than it may") {
    std::uint64_t x = 42;
    Bytes noise(300'000);
    for (std::byte& b : noise) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        b = static_cast<std::byte>(x >> 56);
    }
    for (const int memory_level : {1, 8, 9})
        for (const int level : {0, 1, 6, 9}) {
            Deflater deflater({9, true}, {{}, level, memory_level});
            CHECK(deflate_one(deflater, noise).size() <= most_compressed(noise.size()));
        }
}
