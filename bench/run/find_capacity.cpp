// LiveArm::find_capacity: how fast a pair of ends can be, and how fast it may be.
#include "bench/run/highest_rate.hpp"
#include "bench/run/live_arm.hpp"
#include "bench/stats/summarize.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tare::run {

Result<void> LiveArm::find_capacity(Nanoseconds duration, std::uint64_t seed) {
    constexpr int kBlocks = 4;
    const Awake awake(*this);
    // No schedule can be kept that is faster than messages which are sent and answered many at a time.
    ClientEnd::Block block{setup_.measured, duration / 4, seed};
    block.measured.workload = core::Workload::pipeline;
    block.measured.depth = 16;
    auto most = rate_of(block);
    if (!most) return most.error();
    // What comes of such a schedule is what the pair can do. It takes as much longer as it was too fast.
    block = {setup_.measured, duration / 8, seed, std::llround(*most)};
    std::vector<double> found;
    for (int i = 0; i < kBlocks; ++i) {
        const auto rate = rate_of(block);
        if (!rate) return rate.error();
        found.push_back(*rate);
    }
    std::sort(found.begin() + 1, found.end()); // the first one warms up
    capacity_per_s_ = found[2];
    return setup_.measured.p99_us > 0 ? find_highest_rate(duration, seed) : Result<void>();
}

Result<void> LiveArm::find_highest_rate(Nanoseconds duration, std::uint64_t seed) {
    const auto found = highest_rate(*capacity_per_s_, [&](double rate) {
        return holds(std::max<std::int64_t>(std::llround(rate), core::kLowestRate), duration, seed);
    });
    if (!found) return found.error();
    if (*found == 0)
        return make_error(
            Trouble::contender,
            "{} and {}: not even at {:.0f} messages a second, a {:.0f}th of what they can do, is the "
            "p99 of the response time {} us or less",
            server_.name(), client_.name(), *capacity_per_s_ * kLowestShare, 1 / kLowestShare,
            setup_.measured.p99_us);
    highest_rate_per_s_ = std::max<std::int64_t>(std::llround(*found), core::kLowestRate);
    return {};
}

Result<bool> LiveArm::holds(std::int64_t rate_per_s, Nanoseconds duration, std::uint64_t seed) {
    constexpr int kBlocks = 3, kMost = 2;
    constexpr double kEnoughForP99 =
        600; // 459 are (docs/method.md, "Latency"), and a schedule has its chance
    const Nanoseconds long_enough{std::llround(kEnoughForP99 / static_cast<double>(rate_per_s) * 1e9)};
    const ClientEnd::Block block{setup_.measured, std::max(duration, long_enough), seed, rate_per_s};
    int held = 0, failed = 0;
    for (int i = 0; i < kBlocks && held < kMost && failed < kMost; ++i) {
        if (const auto armed = client_.arm(block); !armed) return blame(armed.error());
        const auto claim = go(block);
        if (!claim) return blame(claim.error());
        auto times = client_.save(setup_.times_file, *claim, block.plan());
        if (!times) return blame(times.error());
        auto& response = times->response_ns;
        if (response.empty()) return make_error(Trouble::internal, "a schedule without messages");
        const auto rank = static_cast<std::ptrdiff_t>((response.size() * 99 + 99) / 100) - 1; // nearest rank
        std::nth_element(response.begin(), response.begin() + rank, response.end());
        const bool fine = response[static_cast<std::size_t>(rank)] <= setup_.measured.p99_us * 1000 &&
                          static_cast<double>(times->sent_in_time) >=
                              stats::kLeastInTime * static_cast<double>(response.size());
        ++(fine ? held : failed);
    }
    return held == kMost;
}

} // namespace tare::run
