#include "bench/stats/packed_times.hpp"

#include <algorithm>

namespace tare::stats {
namespace {

void put(std::vector<std::uint8_t>& bytes, std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) bytes.push_back(static_cast<std::uint8_t>(number | 0x80));
    bytes.push_back(static_cast<std::uint8_t>(number));
}

std::uint64_t take(const std::uint8_t*& at) {
    std::uint64_t number = 0;
    for (int shift = 0;; shift += 7) {
        const std::uint64_t byte = *at++;
        number |= (byte & 0x7f) << shift;
        if (byte < 0x80) return number;
    }
}

} // namespace

core::PackedTimes pack(std::span<const std::int64_t> times_ns) {
    core::PackedTimes packed;
    if (times_ns.empty()) return packed;
    std::vector<std::size_t> indices;
    indices.reserve(times_ns.size());
    packed.min_ns = Histogram::kHighestNs;
    for (const std::int64_t ns : times_ns) {
        const std::int64_t value = std::clamp<std::int64_t>(ns, 0, Histogram::kHighestNs);
        if (value != ns) ++packed.saturated;
        packed.min_ns = std::min(packed.min_ns, value);
        packed.max_ns = std::max(packed.max_ns, value);
        packed.sum_ns += static_cast<double>(value);
        indices.push_back(Histogram::index_of(value));
    }
    packed.count = std::ssize(indices);
    std::sort(indices.begin(), indices.end());
    std::size_t before = 0;
    for (auto at = indices.begin(); at != indices.end();) {
        const auto next = std::upper_bound(at, indices.end(), *at);
        put(packed.counters, *at - before);
        put(packed.counters, static_cast<std::uint64_t>(next - at));
        before = *at;
        at = next;
    }
    packed.counters.shrink_to_fit();
    return packed;
}

void add(Histogram& histogram, const core::PackedTimes& times) {
    if (times.count == 0) return;
    const std::uint8_t* at = times.counters.data();
    const std::uint8_t* const end = at + times.counters.size();
    std::size_t index = 0;
    while (at != end) {
        index += take(at);
        histogram.add_counter(index, static_cast<std::int64_t>(take(at)));
    }
    histogram.add_extent(times.min_ns, times.max_ns, times.sum_ns, times.saturated);
}

} // namespace tare::stats
