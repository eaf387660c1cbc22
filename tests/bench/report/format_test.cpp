#include "bench/report/format.hpp"
#include "tests/catch.hpp"

#include <limits>

using namespace tare::report;
using tare::core::Estimate;

TEST_CASE("thousands are set apart") {
    CHECK(whole(0) == "0");
    CHECK(whole(999) == "999");
    CHECK(whole(1000) == "1 000");
    CHECK(whole(156042) == "156 042");
    CHECK(whole(1234567) == "1 234 567");
    CHECK(whole(-1234) == "-1 234");
    CHECK(whole(-123) == "-123");
    CHECK(whole(std::numeric_limits<std::int64_t>::min()) == "-9 223 372 036 854 775 808");
}

TEST_CASE("three significant digits") {
    CHECK(three_digits(6.304) == "6.30");
    CHECK(three_digits(69.07) == "69.1");
    CHECK(three_digits(156042.4) == "156 042");
    CHECK(three_digits(0.03123) == "0.0312");
    CHECK(three_digits(0) == "0");
    CHECK(three_digits(-6.304) == "-6.30");
    CHECK(three_digits(100) == "100");
}

TEST_CASE("rounding up to the next power of ten keeps three digits") {
    CHECK(three_digits(9.994) == "9.99");
    CHECK(three_digits(9.996) == "10.0");
    CHECK(three_digits(99.96) == "100");
    CHECK(three_digits(999.6) == "1 000");
    CHECK(three_digits(0.9996) == "1.00");
}

TEST_CASE("durations take the unit that suits them") {
    CHECK(duration(512) == "512 ns");
    CHECK(duration(14.2) == "14.2 ns");
    CHECK(duration(6304) == "6.30 µs");
    CHECK(duration(999.6) == "1.00 µs");
    CHECK(duration(6304, "u") == "6.30 us");
    CHECK(duration(1.25e6) == "1.25 ms");
    CHECK(duration(2.5e9) == "2.50 s");
}

TEST_CASE("waiting times") {
    CHECK(waiting_time(0.84) == "0.8 s");
    CHECK(waiting_time(-1) == "0 s");
    CHECK(waiting_time(5) == "5 s");
    CHECK(waiting_time(9.96) == "10 s");
    CHECK(waiting_time(48.2) == "48 s");
    CHECK(waiting_time(59.6) == "1 min");
    CHECK(waiting_time(134) == "2 min 14 s"); // 2 × 60 + 14
    CHECK(waiting_time(3600) == "1 h");
    CHECK(waiting_time(3780) == "1 h 03 min"); // 3600 + 3 × 60
}

TEST_CASE("bytes in powers of 1024") {
    CHECK(bytes(0) == "0 B");
    CHECK(bytes(256) == "256 B");
    CHECK(bytes(8192) == "8 KiB");
    CHECK(bytes(100'000) == "97.7 KiB"); // 100000 / 1024 = 97.66
    CHECK(bytes(std::int64_t{64} << 20) == "64 MiB");
    CHECK(bytes(1'048'575) == "1.00 MiB"); // 1023.999 KiB would be 1 024 KiB
}

TEST_CASE("per cent") {
    CHECK(percent(0) == "0.00 %");
    CHECK(percent(0.0031) == "0.31 %");
    CHECK(percent(0.00001) == "< 0.01 %");
    CHECK(percent(0.0263) == "2.6 %");
    CHECK(percent(0.42) == "42 %");
}

TEST_CASE("a ratio shows as many decimals as its interval justifies") {
    const auto text = [](double est, double half_width) {
        const RatioText parts = ratio(Estimate{est, est - half_width, est + half_width});
        return parts.whole + parts.fraction + " " + parts.margin;
    };
    CHECK(text(1.0442, 0.0031) == "1.044 ±.004"); // 1.0473 − 1.044 = .0033, rounded up
    CHECK(text(1.24, 0.0171) == "1.24 ±.02");
    CHECK(text(1.24, 0.2) == "1.24 ±.20");
    CHECK(text(12.53, 0.31) == "12.5 ±.4"); // 12.84 − 12.5 = .34, rounded up
    CHECK(text(123.4, 3) == "123 ±4");      // 126.4 − 123 = 3.4, rounded up
    CHECK(text(2, 1.5) == "2.00 ±1.50");
    CHECK(text(9.996, 0.5) == "10.0 ±.6"); // 10.0 − 9.496 = .504, rounded up
}

TEST_CASE("the margin is the longer side of a lopsided interval") {
    CHECK(ratio(Estimate{1.20, 1.19, 1.26}).margin == "±.06");
    CHECK(ratio(Estimate{1.20, 1.10, 1.21}).margin == "±.10");
}

TEST_CASE("no interval, no margin") {
    const RatioText parts = ratio(Estimate{1.612, {}, {}});
    CHECK(parts.whole == "1");
    CHECK(parts.fraction == ".61");
    CHECK(parts.margin.empty());
    CHECK(ratio(Estimate{1.612, 1.6, {}}).margin.empty());
}
