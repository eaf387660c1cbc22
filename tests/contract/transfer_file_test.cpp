#include "contract/cpp/echo_payload.hpp"
#include "contract/cpp/messages.hpp"
#include "contract/cpp/transfer_file.hpp"
#include "tests/catch.hpp"

#include <algorithm>
#include <string>

using namespace tare;
using namespace tare::contract;

TEST_CASE("a file is pieces of 65 536 bytes, each with its number") {
    // 65 536 + 65 536 + 28 928 = 160 000.
    const auto file = make_file({.size_bytes = 160'000, .seed = 3});
    REQUIRE(file.size() == 160'000);
    EchoPayload piece(65'536, MessageKind::binary, 3);
    for (std::size_t i = 0; i < 3; ++i) {
        piece.number(static_cast<std::int64_t>(i), 0);
        const std::size_t bytes = i < 2 ? 65'536 : 28'928;
        CHECK(std::equal(piece.bytes().begin(), piece.bytes().begin() + static_cast<std::ptrdiff_t>(bytes),
                         file.begin() + static_cast<std::ptrdiff_t>(i * 65'536)));
    }
    CHECK(make_file({.size_bytes = 1, .seed = 3}).size() == 1);
    CHECK(make_file({.size_bytes = 100, .seed = 4}) != make_file({.size_bytes = 100, .seed = 5}));
}

TEST_CASE("SHA-256 of the standard's examples") {
    const auto of = [](std::string_view text) { return sha256_hex(std::as_bytes(std::span(text))); };
    CHECK(of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a request and its answer") {
    const FileRequest request{.size_bytes = 7'000'000, .seed = 9, .fragment_bytes = 65'536};
    CHECK(file_request_line(request) == R"({"file":{"size_bytes":7000000,"seed":9,"fragment_bytes":65536}})");
    CHECK(*parse_file_request(file_request_line(request)) == request);
    CHECK(parse_file_request("get").error().message == "file: expected one JSON object, {\"file\":{…}}");
    CHECK(parse_file_request(R"({"file":{"size_bytes":0,"seed":9,"fragment_bytes":0}})").error().message ==
          "file: \"size_bytes\" must be a whole number from 1 to 67108864, got 0");
    CHECK(check_file_answer("sha256 abc", "abc"));
    CHECK(check_file_answer("sha256 abd", "abc").error().message ==
          "the server's file is another: expected sha256 abc, got sha256 abd");
    CHECK(got_line(7'000'000) == "got 7000000");
}

TEST_CASE("what differs in a file is said") {
    const auto file = make_file({.size_bytes = 1'000, .seed = 9});
    auto got = file;
    got[500] ^= std::byte{1};
    CHECK(file_mismatch(got, file).message.find("a file: at offset 500 expected 0x") == 0);
    got.pop_back();
    CHECK(file_mismatch(got, file).message == "a file of 999 bytes, expected 1000");
}
