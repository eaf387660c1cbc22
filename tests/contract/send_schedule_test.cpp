#include "contract/cpp/send_schedule.hpp"
#include "tests/catch.hpp"

#include <algorithm>
#include <vector>

using namespace tare;
using contract::SendSchedule;

namespace {

std::vector<double> times(std::uint64_t seed, double rate_per_s, int n) {
    SendSchedule schedule(seed, rate_per_s);
    std::vector<double> all;
    for (int i = 0; i < n; ++i) all.push_back(schedule.next_ns());
    return all;
}

/// How far the gaps are from exponential with this mean; 3.857 is exceeded by one sample of a hundred that
/// is. T. W. Anderson, D. A. Darling, "A Test of Goodness of Fit", JASA 49, 1954; the constant for a
/// distribution that is fully specified: M. A. Stephens, JASA 69, 1974, table 1.1, case 0.
double anderson_darling(std::vector<double> gaps, double mean) {
    std::sort(gaps.begin(), gaps.end());
    const auto n = static_cast<double>(gaps.size());
    double sum = 0;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        // ln F(x) = ln(1 - e^(-x/mean)); ln(1 - F(x)) = -x/mean.
        const double low = std::log(-std::expm1(-gaps[i] / mean)), high = -gaps[gaps.size() - 1 - i] / mean;
        sum += (2 * static_cast<double>(i) + 1) * (low + high);
    }
    return -n - sum / n;
}

} // namespace

TEST_CASE("the schedule of a seed, as the contract says it") {
    // Made by the contract's six lines in another language.
    const std::vector<double> expected{198150.171, 272561.098, 2687759.693, 4916839.463};
    const auto got = times(7, 1'000, 4);
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(got[i] == Approx(expected[i]).margin(0.001));
    CHECK(times(0, 50'000, 1).front() == Approx(25399.756).margin(0.001)); // seed 0 counts as 1
    CHECK(times(0, 50'000, 9) == times(1, 50'000, 9));
}

TEST_CASE("its gaps are exponential") {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
        const auto at = times(seed, 50'000, 20'000);
        std::vector<double> gaps{at.front()};
        for (std::size_t i = 1; i < at.size(); ++i) gaps.push_back(at[i] - at[i - 1]);
        CHECK(anderson_darling(gaps, 20'000) < 3.857); // a mean gap of 10^9 / 50 000 ns
    }
    // The test can fail: gaps that are all alike, and exponential ones of another mean.
    CHECK(anderson_darling(std::vector<double>(1'000, 20'000.0), 20'000) > 100);
    const auto at = times(1, 55'000, 20'000);
    std::vector<double> gaps{at.front()};
    for (std::size_t i = 1; i < at.size(); ++i) gaps.push_back(at[i] - at[i - 1]);
    CHECK(anderson_darling(gaps, 20'000) > 3.857);
}
