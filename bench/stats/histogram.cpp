#include "bench/stats/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tare::stats {
namespace {

constexpr int kHalfBits = 10;                                  // 1 024 counters a doubling
constexpr std::int64_t kHalf = std::int64_t{1} << kHalfBits;   //
constexpr std::int64_t kWhole = std::int64_t{2} << kHalfBits;  // the first 2 048 values have a counter each
constexpr int kDoublings = 31;                                 // 2 048 << 31 = 4.4e12 is the first past 1 h
constexpr std::size_t kCounters = kWhole + kDoublings * kHalf; // 33 792

/// How many low bits of a value its counter forgets.
int forgotten_bits(std::int64_t ns) {
    const auto width = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(ns | (kWhole - 1))));
    return width - kHalfBits - 1;
}

/// The same, of a counter.
int forgotten_bits_of(std::size_t index) {
    const auto i = static_cast<std::int64_t>(index);
    return i < kWhole ? 0 : static_cast<int>((i >> kHalfBits) - 1);
}

} // namespace

Histogram::Histogram() : counters_(kCounters, 0) {}

std::size_t Histogram::index_of(std::int64_t ns) {
    const int bits = forgotten_bits(ns);
    return static_cast<std::size_t>((std::int64_t{bits} << kHalfBits) + (ns >> bits));
}

std::int64_t Histogram::lowest_of(std::size_t index) {
    const int bits = forgotten_bits_of(index);
    return (static_cast<std::int64_t>(index) - (std::int64_t{bits} << kHalfBits)) << bits;
}

std::int64_t Histogram::highest_of(std::size_t index) {
    return lowest_of(index) + (std::int64_t{1} << forgotten_bits_of(index)) - 1;
}

void Histogram::record(std::int64_t ns, std::int64_t count) {
    if (count < 1) return;
    const std::int64_t value = std::clamp<std::int64_t>(ns, 0, kHighestNs);
    if (value != ns) saturated_ += count;
    add_counter(index_of(value), count);
    add_extent(value, value, static_cast<double>(value) * static_cast<double>(count), 0);
}

void Histogram::add_counter(std::size_t index, std::int64_t count) {
    counters_[index] += count;
    count_ += count;
}

void Histogram::add_extent(std::int64_t min, std::int64_t max, double sum, std::int64_t saturated) {
    min_ = has_extent_ ? std::min(min_, min) : min;
    max_ = has_extent_ ? std::max(max_, max) : max;
    has_extent_ = true;
    sum_ += sum;
    saturated_ += saturated;
}

void Histogram::merge(const Histogram& other) {
    if (other.count_ == 0) return;
    for (std::size_t i = 0; i < kCounters; ++i) counters_[i] += other.counters_[i];
    count_ += other.count_;
    add_extent(other.min_, other.max_, other.sum_, other.saturated_);
}

std::optional<std::int64_t> Histogram::min() const {
    return count_ == 0 ? std::nullopt : std::optional{min_};
}

std::optional<std::int64_t> Histogram::max() const {
    return count_ == 0 ? std::nullopt : std::optional{max_};
}

std::optional<double> Histogram::mean() const {
    if (count_ == 0) return std::nullopt;
    return sum_ / static_cast<double>(count_);
}

std::optional<std::int64_t> Histogram::value_at_rank(std::int64_t rank) const {
    if (rank < 1 || rank > count_) return std::nullopt;
    std::int64_t passed = 0;
    for (std::size_t i = index_of(min_); i < kCounters; ++i) {
        passed += counters_[i];
        if (passed >= rank) return std::min(highest_of(i), max_);
    }
    return max_;
}

std::optional<std::int64_t> Histogram::quantile(double q) const {
    return count_ == 0 ? std::nullopt : value_at_rank(nearest_rank(q, count_));
}

std::int64_t nearest_rank(double q, std::int64_t n) {
    const double exact = q * static_cast<double>(n);
    // q is seldom a binary fraction: 0.07 · 100 comes out as 7.000000000000001, whose ceiling is a rank too
    // high.
    const double rank = std::ceil(exact * (1 - 1e-14));
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(rank), 1, n);
}

} // namespace tare::stats
