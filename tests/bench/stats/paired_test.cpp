#include "bench/stats/paired.hpp"
#include "tests/bench/stats/sample_maker.hpp"
#include "tests/catch.hpp"

#include <cmath>

using namespace tare;
using namespace tare::stats;
using stats::test::block;

namespace {

/// Sessions of rounds 0 … n - 1, each with 1 000 operations and this CPU time at each end.
ArmSamples arm(const std::vector<int>& sessions, std::int64_t cpu_ns, int rounds = 4) {
    ArmSamples samples;
    for (const int session : sessions) {
        samples.sessions.emplace_back();
        for (int round = 0; round < rounds; ++round)
            samples.sessions.back().push_back(block(round, 1'000, cpu_ns, cpu_ns, session));
    }
    return samples;
}

} // namespace

TEST_CASE("two arms in the same rounds: ln of their ratio, a value a session") {
    const auto a = arm({0, 1}, 2'000'000), b = arm({0, 1}, 2'100'000);
    const auto values = paired_session_values(a, b, Metric::cpu_sum, core::Placement::same);
    REQUIRE(values.size() == 2);
    CHECK(values[0] == Approx(std::log(1.05))); // 2.1 / 2.0
    const auto swapped = paired_session_values(b, a, Metric::cpu_sum, core::Placement::same);
    CHECK(swapped[0] == Approx(-std::log(1.05)));
    // Both blocks last 10 ms for 1 000 operations.
    CHECK(paired_session_values(a, b, Metric::wall, core::Placement::same)[0] == Approx(0).margin(1e-12));
}

TEST_CASE("what slows both alike in a round cancels") {
    auto a = arm({0}, 2'000'000, 8), b = arm({0}, 2'100'000, 8);
    for (const std::size_t round : {1U, 5U, 6U})
        for (auto* one : {&a, &b})
            one->sessions[0][round].server.cpu_ns *= 3, one->sessions[0][round].client.cpu_ns *= 3;
    CHECK(paired_session_values(a, b, Metric::cpu_sum, core::Placement::same)[0] == Approx(std::log(1.05)));
}

TEST_CASE("sessions are paired by their number, and one alone has no value") {
    const auto a = arm({0, 2}, 2'000'000), b = arm({1, 2, 3}, 2'000'000);
    CHECK(paired_session_values(a, b, Metric::cpu_sum, core::Placement::same).size() == 1);
    CHECK(paired_session_values(a, {}, Metric::cpu_sum, core::Placement::same).empty());
}
