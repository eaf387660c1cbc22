#include "bench/run/stamps.hpp"
#include "tests/catch.hpp"

#include <fstream>

using namespace tare;
using run::latencies;

namespace {
using Stamps = std::vector<StampNs>;
using Times = std::vector<std::int64_t>;
std::string why(const Result<Times>& result) { return result ? "no error" : result.error().message; }
} // namespace

TEST_CASE("one message at a time: an operation's time is the difference to the stamp before") {
    // 100 -> 107 -> 115 -> 130: 7, 8, 15.
    const auto times = latencies(Stamps{100, 107, 115, 130}, {3, 1, 100, 130});
    REQUIRE(times);
    CHECK(*times == Times{7, 8, 15});
}

TEST_CASE("several messages at a time: pairs of sent and received") {
    // sent 100, received 150: 50; sent 101, received 160: 59.
    const auto times = latencies(Stamps{100, 150, 101, 160}, {2, 2, 90, 200});
    REQUIRE(times);
    CHECK(*times == Times{50, 59});
}

TEST_CASE("a claim that the stamps do not bear out is refused") {
    CHECK(why(latencies(Stamps{100, 107}, {3, 1, 100, 130})) ==
          "its times file has 2 stamps, expected 4 for 3 operations with 1 under way at once");
    CHECK(why(latencies(Stamps{100, 107}, {3, 2, 100, 130})) ==
          "its times file has 2 stamps, expected 6 for 3 operations with 2 under way at once");
    CHECK(why(latencies(Stamps{100, 120, 110}, {2, 1, 100, 130})) ==
          "its times file goes backwards or stands still at stamp 2: -10 ns");
    CHECK(why(latencies(Stamps{100, 100}, {1, 1, 100, 130})) ==
          "its times file goes backwards or stands still at stamp 1: 0 ns");
    CHECK(why(latencies(Stamps{99, 120}, {1, 1, 100, 130})) == "its times file has stamps outside the block");
    CHECK(why(latencies(Stamps{100, 131}, {1, 1, 100, 130})) ==
          "its times file has stamps outside the block");
    CHECK(why(latencies(Stamps{100, 90}, {1, 2, 0, 200})) ==
          "its times file has operation 0 received before it was sent");
    CHECK(why(latencies(Stamps{100, 150, 90, 140}, {2, 2, 0, 200})) ==
          "its times file is not in order of receipt");
}

TEST_CASE("a file that is missing or cut off is refused") {
    const auto path = std::filesystem::temp_directory_path() / "tare-stamps-test";
    std::filesystem::remove(path);
    CHECK(why(run::read_latencies(path, {1, 1, 0, 9})) == "its times file was not written");
    std::ofstream(path, std::ios::binary) << "123456789";
    CHECK(why(run::read_latencies(path, {1, 1, 0, 9})) ==
          "its times file has 9 bytes, expected a multiple of 8");
    const Stamps stamps{1, 5};
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(stamps.data()), 16);
    const auto times = run::read_latencies(path, {1, 1, 0, 9});
    REQUIRE(times);
    CHECK(*times == Times{4});
    std::filesystem::remove(path);
}
