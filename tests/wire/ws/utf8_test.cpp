#include "tests/catch.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/ws/utf8.hpp"

using namespace tare::tests;
using tare::wire::ws::Utf8;

namespace {

enum class Verdict { valid, invalid, unfinished };

/// Fed whole, byte by byte, and cut in two at every place: all must agree.
Verdict judge(const Bytes& text) {
    const auto once = [&](auto pieces) {
        Utf8 utf8;
        for (const auto& piece : pieces)
            if (!utf8.feed(piece)) return Verdict::invalid;
        return utf8.complete() ? Verdict::valid : Verdict::unfinished;
    };
    const std::span<const std::byte> whole(text);
    const Verdict first = once(std::vector{whole});
    for (std::size_t cut = 0; cut <= text.size(); ++cut)
        CHECK(once(std::vector{whole.first(cut), whole.subspan(cut)}) == first);
    std::vector<std::span<const std::byte>> single;
    for (std::size_t i = 0; i < text.size(); ++i) single.push_back(whole.subspan(i, 1));
    CHECK(once(single) == first);
    return first;
}

} // namespace

TEST_CASE("what is UTF-8") {
    CHECK(judge({}) == Verdict::valid);
    CHECK(judge(ascii("Hello")) == Verdict::valid);
    CHECK(judge(hex("ce ba e1 bd b9 cf 83 ce bc ce b5")) == Verdict::valid); // kosme, in Greek
    // First and last of each length: U+0080, U+07FF, U+0800, U+FFFF, U+10000, U+10FFFF.
    CHECK(judge(hex("c2 80")) == Verdict::valid);
    CHECK(judge(hex("df bf")) == Verdict::valid);
    CHECK(judge(hex("e0 a0 80")) == Verdict::valid);
    CHECK(judge(hex("ef bf bf")) == Verdict::valid);
    CHECK(judge(hex("f0 90 80 80")) == Verdict::valid);
    CHECK(judge(hex("f4 8f bf bf")) == Verdict::valid);
    // Either side of the surrogates: U+D7FF, U+E000.
    CHECK(judge(hex("ed 9f bf")) == Verdict::valid);
    CHECK(judge(hex("ee 80 80")) == Verdict::valid);
    CHECK(judge(ascii("eight by") + hex("e2 82 ac") + ascii("tes of ASCII around")) == Verdict::valid);
    CHECK(judge(hex("00")) == Verdict::valid); // U+0000 is a character
}

TEST_CASE("what is not") {
    const auto invalid = {
        "80",
        "bf",
        "61 80", // continuation bytes of nothing
        "c0 80",
        "c0 af",
        "c1 bf", // overlong in two bytes
        "e0 80 80",
        "e0 80 af",
        "e0 9f bf", // overlong in three
        "f0 80 80 80",
        "f0 80 80 af",
        "f0 8f bf bf", // overlong in four
        "ed a0 80",
        "ed ad bf",
        "ed bf bf", // surrogates: U+D800, U+DB7F, U+DFFF
        "f4 90 80 80",
        "f5 80 80 80",
        "f7 bf bf bf", // beyond U+10FFFF
        "f8 88 80 80 80",
        "fc 84 80 80 80 80",
        "fe",
        "ff", // five and six bytes, and what never occurs
        "c2 61",
        "e1 80 61",
        "f1 80 80 61",                                                 // too few continuation bytes
        "ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64 69 74 65 64", // kosme, a surrogate, "edited"
    };
    for (const char* bytes : invalid) {
        INFO(bytes);
        CHECK(judge(hex(bytes)) == Verdict::invalid);
    }
}

TEST_CASE("what could still become UTF-8") {
    for (const char* bytes :
         {"c2", "e0", "e0 a0", "ed 9f", "f0", "f0 90", "f0 90 80", "f4 8f bf", "61 e1 80"}) {
        INFO(bytes);
        CHECK(judge(hex(bytes)) == Verdict::unfinished);
    }
}

TEST_CASE("what cannot any more is said at once") {
    Utf8 utf8;
    CHECK(utf8.feed(hex("f4")));
    CHECK_FALSE(utf8.feed(hex("90"))); // U+110000 and above, before the last two bytes have come
}
