#include "hw/jitter.hpp"

#include <algorithm>
#include <cmath>

namespace tare::hw {
namespace {

constexpr std::size_t kMostLongGaps = std::size_t{1} << 20;

std::int64_t now_ns() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

std::int64_t rank_of(std::int64_t n, double share) {
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(share * static_cast<double>(n))), 1,
                                    n);
}

} // namespace

std::int64_t at_rank(std::span<std::int64_t> values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(rank_of(static_cast<std::int64_t>(values.size()), share)) - 1];
}

std::optional<Jitter> summarize(const Gaps& gaps) {
    std::vector<std::int64_t> longer = gaps.long_ns;
    std::sort(longer.begin(), longer.end());
    Jitter found;
    std::int64_t short_ones = 0, total_ns = 0, over_1us = 0, over_10us = 0;
    for (std::size_t ns = 0; ns < gaps.short_counts.size(); ++ns) {
        const auto sum = gaps.short_counts[ns] * static_cast<std::int64_t>(ns);
        short_ones += gaps.short_counts[ns];
        total_ns += sum;
        if (ns > 1'000) over_1us += sum;
        if (gaps.short_counts[ns] > 0) found.max_ns = static_cast<std::int64_t>(ns);
    }
    for (const auto ns : longer) {
        total_ns += ns;
        if (ns > 1'000) over_1us += ns;
        if (ns > 10'000) over_10us += ns;
    }
    if (!longer.empty()) found.max_ns = longer.back();
    found.gaps = short_ones + static_cast<std::int64_t>(longer.size());
    if (found.gaps == 0 || total_ns == 0 || gaps.overflowed) return std::nullopt;

    const auto at = [&](double share) -> std::int64_t {
        auto rank = rank_of(found.gaps, share);
        for (std::size_t ns = 0; ns < gaps.short_counts.size(); ++ns)
            if ((rank -= gaps.short_counts[ns]) <= 0) return static_cast<std::int64_t>(ns);
        return longer[static_cast<std::size_t>(rank) - 1];
    };
    found.p50_ns = at(0.50);
    found.p99_ns = at(0.99);
    if (found.p50_ns > 1'000) return std::nullopt;
    found.lost_1us = static_cast<double>(over_1us) / static_cast<double>(total_ns);
    found.lost_10us = static_cast<double>(over_10us) / static_cast<double>(total_ns);
    found.seconds = static_cast<double>(total_ns) / 1e9;
    return found;
}

Gaps spin_gaps(std::chrono::nanoseconds duration) {
    Gaps gaps;
    gaps.long_ns.assign(kMostLongGaps, 0); // its pages are there before the loop begins
    std::size_t long_ones = 0;
    std::int64_t last = now_ns();
    const std::int64_t end = last + duration.count();
    while (last < end) {
        const std::int64_t now = now_ns();
        const std::int64_t gap = now - last;
        if (gap < static_cast<std::int64_t>(Gaps::kShortGaps))
            ++gaps.short_counts[static_cast<std::size_t>(gap)];
        else if (long_ones < kMostLongGaps)
            gaps.long_ns[long_ones++] = gap;
        else
            gaps.overflowed = true;
        last = now;
    }
    gaps.long_ns.resize(long_ones);
    return gaps;
}

double spin_loop_ns() {
    constexpr int batches = 21, turns = 50'000;
    std::vector<std::int64_t> took;
    std::uint64_t x = 1;
    for (int batch = 0; batch < batches; ++batch) {
        const auto begin = now_ns();
        for (int i = 0; i < turns; ++i) {
            x ^= x >> 12;
            x ^= x << 25;
            x ^= x >> 27;
        }
        took.push_back(now_ns() - begin);
    }
    volatile std::uint64_t kept = x; // or the loop would be left out
    (void)kept;
    return static_cast<double>(at_rank(took, 0.5)) / turns;
}

double clock_read_ns() {
    constexpr int batches = 21, readings = 5'000;
    std::vector<std::int64_t> took;
    for (int batch = 0; batch < batches; ++batch) {
        const auto begin = now_ns();
        std::int64_t end = begin;
        for (int i = 0; i < readings; ++i) end = now_ns();
        took.push_back(end - begin);
    }
    return static_cast<double>(at_rank(took, 0.5)) / readings;
}

} // namespace tare::hw
