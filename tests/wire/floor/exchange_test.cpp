#include "tests/catch.hpp"
#include "wire/floor/asks.hpp"
#include "wire/floor/exchange.hpp"

using namespace tare::wire::floor;

TEST_CASE("an exchange is as long as the WebSocket frames of both ways") {
    // request: 2, 4 or 10 bytes of header, 4 of masking key, the payload; reply: header and payload.
    CHECK(exchange_of(0) == Exchange{2 + 4 + 0, 2 + 0});
    CHECK(exchange_of(125) == Exchange{2 + 4 + 125, 2 + 125});
    CHECK(exchange_of(126) == Exchange{4 + 4 + 126, 4 + 126});
    CHECK(exchange_of(65'535) == Exchange{4 + 4 + 65'535, 4 + 65'535});
    CHECK(exchange_of(65'536) == Exchange{10 + 4 + 65'536, 10 + 65'536});
    CHECK(exchange_of(100'000) == Exchange{100'014, 100'010});
}

TEST_CASE("the preface is two little-endian numbers, and the kind in the first one's top byte") {
    const Preface preface = encode({0x02030405060708, 0x1112131415161718, Kind::broadcast});
    const std::array<int, 16> expected{8,    7,    6,    5,    4,    3,    2,    2,
                                       0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11};
    for (std::size_t i = 0; i < preface.size(); ++i) CHECK(std::to_integer<int>(preface[i]) == expected[i]);
}

TEST_CASE("a preface is read back") {
    // 256 bytes of payload: 4 + 4 + 256 = 264 and 4 + 256 = 260.
    const auto decoded = decode(encode({264, 260}));
    REQUIRE(decoded.has_value());
    CHECK(*decoded == Exchange{264, 260});
    const auto asking = decode(encode({1, 1, Kind::asks}));
    REQUIRE(asking.has_value());
    CHECK(*asking == Exchange{1, 1, Kind::asks});
}

TEST_CASE("the frames of a file") {
    // 7 000 000 bytes are one frame with 10 bytes of header, or 106 whole fragments of 65 536 with 10 bytes
    // each and one of 7 000 000 - 106 * 65 536 = 53 184 with 4.
    CHECK(file_frames_bytes(7'000'000, 0) == 7'000'010);
    CHECK(file_frames_bytes(7'000'000, 65'536) == 7'000'000 + 106 * 10 + 4);
    CHECK(file_frames_bytes(65'536, 65'536) == 65'546);
    CHECK(file_frames_bytes(100, 1'000) == 102);
}

TEST_CASE("a preface that asks for the impossible is refused with its numbers") {
    const auto message = [](const Exchange& exchange) {
        const auto decoded = decode(encode(exchange));
        return decoded ? std::string("accepted") : decoded.error().message;
    };
    CHECK(message({0, 0}) == "preface: request of 0 bytes, expected 1 to 67108878");
    // 64 MiB and the 14 bytes of the largest frame header with its key: 64 * 1024 * 1024 + 14 = 67 108 878.
    CHECK(message({67'108'878, 67'108'874}) == "accepted");
    CHECK(message({67'108'879, 67'108'875}) == "preface: request of 67108879 bytes, expected 1 to 67108878");
    auto unknown = encode({264, 260});
    unknown[7] = std::byte{3};
    CHECK(decode(unknown).error().message == "preface: kind 3, expected 0 to 2");
    CHECK(message({264, 0}) == "preface: reply of 0 bytes, expected 1 to the request's 264");
    CHECK(message({264, 265}) == "preface: reply of 265 bytes, expected 1 to the request's 264");
}
