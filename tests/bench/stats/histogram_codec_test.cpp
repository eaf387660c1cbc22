// Golden strings come from hdr-histogram-js 3.0.1 (npm), made once with
//     build({lowestDiscernibleValue: 1, highestTrackableValue: 3.6e12, numberOfSignificantValueDigits: 3,
//            bitBucketSize: 64}), recordValueWithCount(…), encodeIntoCompressedBase64(…)
#include "bench/stats/histogram_codec.hpp"
#include "tests/catch.hpp"

using namespace tare::stats;

namespace {

constexpr auto kSmall = "HISTFAAAACh4nJNpmSzMwMDAwsDAwMjAwMDMAAGMDAzMbgY7FjDA+UxMLABS6QMq";
constexpr auto kLarge =
    "HISTFAAAADx4nJNpmSzMwMAgysDAwMjAwMDMAAGMDAzMbgY7FjDA+EynLRbMYdzJeoLxvhHb4YeMTI+3MzIBAOihC1c=";

Histogram large() {
    Histogram h;
    h.record(0);
    h.record(6'300, 10'000);
    h.record(7'700, 100);
    h.record(69'000, 3);
    h.record(1'234'567'890);
    h.record(Histogram::kHighestNs);
    return h;
}

std::string why_not(std::string_view text) {
    const auto decoded = decode(text);
    REQUIRE(decoded.has_error());
    CHECK(decoded.error().trouble == tare::Trouble::usage);
    return decoded.error().message;
}

} // namespace

TEST_CASE("the payload of a small histogram, byte by byte") {
    Histogram h;
    h.record(1);
    h.record(2);
    h.record(3, 2);
    const std::vector<std::uint8_t> expected{
        0x1c, 0x84, 0x93, 0x13,                      // cookie
        0,    0,    0,    4,                         // four bytes of counters
        0,    0,    0,    0,                         // not shifted
        0,    0,    0,    3,                         // significant digits
        0,    0,    0,    0,    0,    0,    0,    1, // lowest value
        0,    0,    0x03, 0x46, 0x30, 0xb8, 0xa0, 0, // 3 600 000 000 000
        0x3f, 0xf0, 0,    0,    0,    0,    0,    0, // 1.0
        0,    2,    2,    4};                        // no 0, one 1, one 2, two 3; ZigZag doubles them
    CHECK(encode_payload(h) == expected);
}

TEST_CASE("a string that another implementation wrote reads back") {
    const auto small = decode(kSmall);
    REQUIRE(small.has_value());
    CHECK(small->count() == 4);
    CHECK(small->max() == 3);
    CHECK(*small->mean() == Approx(2.25)); // (1 + 2 + 3 + 3) / 4

    const auto golden = decode(kLarge);
    REQUIRE(golden.has_value());
    CHECK(golden->count() == 1 + 10'000 + 100 + 3 + 1 + 1);
    CHECK(golden->counters() == large().counters());
    // 6 300 is the lowest of four values that share a counter, 6 300 … 6 303.
    CHECK(golden->quantile(0.5) == 6'303);
}

TEST_CASE("our counters are the ones that the other implementation wrote, byte by byte") {
    // Inflated from kLarge, from byte 40 on (its header differs: it writes 1 as the offset and as the ratio).
    //   02                one 0
    //   cb38              −3 622 empty (7 243 in ZigZag = 0b0111000'1001011): 1 … 3 622, for 6 300 = 4 · 1
    //   575
    //                     has counter 2 · 1 024 + 1 575 = 3 623
    //   a09c01            10 000 (20 000 = 0b1'0011100'0100000)
    //   b905              −349 empty (697); c801: 100 of 7 700; and so on
    std::string ours;
    for (const auto byte : encode_payload(large())) ours += fmt::format("{:02x}", byte);
    CHECK(ours.substr(80) == "02cb38a09c01b905c801df3206c3e10102e3b70102");
}

TEST_CASE("what we write begins as it should and reads back") {
    const std::string text = encode(large());
    CHECK(text.starts_with("HISTFAAA")); // the cookie and the upper half of the length
    const auto read = decode(text);
    REQUIRE(read.has_value());
    CHECK(read->counters() == large().counters());

    const auto empty = decode(encode(Histogram{}));
    REQUIRE(empty.has_value());
    CHECK(empty->count() == 0);
}

TEST_CASE("counts of every length survive") {
    Histogram h;
    std::int64_t value = 1;
    for (int bits = 0; bits < 62; bits += 3, value += 7) h.record(value, std::int64_t{1} << bits);
    const auto read = decode(encode(h));
    REQUIRE(read.has_value());
    CHECK(read->counters() == h.counters());
    CHECK(read->count() == h.count());
}

TEST_CASE("what is damaged is refused with the reason") {
    CHECK(why_not("") == "histogram: not base64: its length is no multiple of 4");
    CHECK(why_not("HIS") == "histogram: not base64: its length is no multiple of 4");
    CHECK(why_not("????") == "histogram: not base64");
    CHECK(why_not("AAAAAAAAAAAAAAAA") == "histogram: no compressed HdrHistogram V2");
    CHECK(why_not("HIST") == "histogram: no compressed HdrHistogram V2");

    std::string cut = kSmall;
    cut.resize(cut.size() - 4);
    CHECK(why_not(cut) == "histogram: cut off, or longer than its header says");
    std::string damaged = kSmall;
    damaged[20] = damaged[20] == 'A' ? 'B' : 'A';
    CHECK(why_not(damaged) == "histogram: its zlib stream is damaged or too long");
}

TEST_CASE("a payload of another layout is refused") {
    Histogram h;
    h.record(1);
    const auto good = encode_payload(h);
    REQUIRE(decode_payload(good).has_value());
    const auto why = [&good](std::size_t at, std::uint8_t byte) {
        auto bad = good;
        bad[at] = byte;
        return decode_payload(bad).error().message;
    };
    CHECK(why(3, 0) == "histogram: no HdrHistogram V2 payload");
    CHECK(why(7, 9) == "histogram: its counters are not as long as its header says");
    CHECK(why(11, 1) == "histogram: it is shifted or scaled");
    CHECK(why(15, 2) == "histogram: expected 3 significant digits from 1, got 2 from 1");
    CHECK(why(23, 2) == "histogram: expected 3 significant digits from 1, got 3 from 2");
    CHECK(why(32, 0x40) == "histogram: it is shifted or scaled");
    CHECK(decode_payload(std::span(good).first(39)).error().message ==
          "histogram: cut off within its header");
}

TEST_CASE("counters that cannot be are refused") {
    auto payload = encode_payload(Histogram{}); // one counter byte: 0
    payload.pop_back();
    const auto with = [&payload](std::vector<std::uint8_t> counters) {
        auto bytes = payload;
        bytes[7] = static_cast<std::uint8_t>(counters.size());
        bytes.insert(bytes.end(), counters.begin(), counters.end());
        return decode_payload(bytes);
    };
    CHECK(with({0x80}).error().message == "histogram: cut off within a counter");
    // −33 793 in ZigZag is 67 585 = 0b100'0010000'0000001: one more than there are.
    CHECK(with({0x81, 0x90, 0x04}).error().message == "histogram: more counters than 1 h has");
    // −33 792 (67 583) leaves no room for one more counter.
    CHECK(with({0xff, 0x8f, 0x04, 0x02}).error().message == "histogram: more counters than 1 h has");
    // The smallest of all numbers: 2^64 − 1 in ZigZag, nine bytes of ones.
    CHECK(with(std::vector<std::uint8_t>(9, 0xff)).error().message ==
          "histogram: more counters than 1 h has");
    // Twice 2^62: 2^63 in ZigZag is bit 7 of the ninth byte.
    CHECK(with({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                0x80, 0x80, 0x80})
              .error()
              .message == "histogram: counts add up to more than 2^63");
}
