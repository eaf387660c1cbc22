#include "bench/run/plan_stamps.hpp"
#include "tests/catch.hpp"

using namespace tare;
using run::BlockClaim;
using run::plan_times;
using run::SendPlan;

namespace {

// Due, rounded: 198150, 272561, 2687760, 4916839, 5898907, 6797176, 6956309, 8724122, 9730241 and 9965847 ns.
const SendPlan kPlan{1'000, 7, Milliseconds{3}}; // of which three are within 3 ms
constexpr StampNs kStart = 1'000'000;
const BlockClaim kClaim{3, 1, kStart, kStart + 9'000'000};

using Stamps = std::vector<StampNs>;
Stamps good() {
    return {kStart + 198'150,   kStart + 198'200,   kStart + 220'000,    // 50 late, answered after 21 800
            kStart + 272'561,   kStart + 272'561,   kStart + 300'000,    // in time
            kStart + 2'687'760, kStart + 3'100'000, kStart + 3'200'000}; // sent when the 3 ms were over
}
std::string why(const Stamps& stamps, const BlockClaim& claim = kClaim) {
    const auto times = plan_times(stamps, claim, kPlan);
    return times ? "no error" : times.error().message;
}
Stamps with(std::size_t at, StampNs stamp) {
    Stamps stamps = good();
    stamps[at] = stamp;
    return stamps;
}

} // namespace

TEST_CASE("a plan has the messages that are due within its time") {
    CHECK(run::planned_messages(kPlan) == 3);
    CHECK(run::planned_messages({1'000, 7, Milliseconds{10}}) == 10);
}

TEST_CASE("response counts from when a message was due, service from when it was sent") {
    const auto times = plan_times(good(), kClaim, kPlan);
    REQUIRE(times.has_value());
    CHECK(times->response_ns == std::vector<std::int64_t>{21'850, 27'439, 512'240});
    CHECK(times->service_ns == std::vector<std::int64_t>{21'800, 27'439, 100'000});
    CHECK(times->lateness_ns == std::vector<std::int64_t>{50, 0, 412'240});
    CHECK(times->sent_in_time == 2);
}

TEST_CASE("answers may come in another order than messages are due") {
    Stamps stamps = good();
    std::rotate(stamps.begin(), stamps.begin() + 3, stamps.begin() + 6); // the second is answered first
    stamps[2] = kStart + 290'000;
    stamps[5] = kStart + 300'000;
    CHECK(why(stamps) == "no error");
}

TEST_CASE("stamps that are not those of the plan are refused") {
    CHECK(why(good(), {4, 1, kStart, kStart + 9'000'000}) ==
          "reports 4 operations, and its plan has 3 messages");
    CHECK(why({kStart}) == "its times file has 1 stamps, expected 9 for 3 messages of a plan");
    // A client that plans what suits it: the third message 100 µs later than the schedule has it.
    CHECK(why(with(6, kStart + 2'787'760)) == "its times file plans message 2 for 2787760 ns after the "
                                              "start; the schedule of seed 7 and 1000 messages a "
                                              "second has it at 2687760 ns");
    CHECK(why(with(1, kStart + 198'000)) == "its times file has message 0 sent before it was due");
    CHECK(why(with(2, kStart + 198'200)) == "its times file has message 0 received before it was sent");
    CHECK(why(with(2, kStart + 310'000)) == "its times file is not in order of receipt");
    CHECK(why(with(8, kStart + 9'000'001)) == "its times file has stamps outside the block");
    // A clock that runs 0.003 % fast is a clock: 2 687 760 × 0.00003 = 81 ns.
    CHECK(why(with(6, kStart + 2'687'841)) == "no error");
}
