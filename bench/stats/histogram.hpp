// A histogram of times: log-linear, three significant digits, 0 ns to 1 h; it forgets at most 0.1 % of a
// value and nothing of the count, and histograms of blocks and sessions add up to the histogram of the run.
//
// Layout: HdrHistogram's with lowest discernible value 1, highest trackable value 3.6e12 and 3 significant
// digits: 2 048 counters of width 1, then 1 024 counters for each further doubling (width 2, 4, 8, …), so
// that its own tools read what we write (histogram_codec.hpp). Values below 2 048 ns are exact; above, a
// counter's width is at most 1/1 024 of its values. About 270 kB each. Source: http://hdrhistogram.org and
// the format notes in its Java documentation.
//
// Thread safety: none; one histogram belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tare::stats {

class Histogram {
  public:
    static constexpr std::int64_t kHighestNs = 3'600'000'000'000; ///< 1 h
    static constexpr int kSignificantDigits = 3;

    Histogram();

    /// Adds `count` times `ns`. A value below 0 counts as 0 and one above kHighestNs as kHighestNs; both are
    /// counted in saturated(). A count below 1 adds nothing.
    void record(std::int64_t ns, std::int64_t count = 1);
    void merge(const Histogram& other);
    /// Adds to a counter what was counted elsewhere; add_extent() then says what the counters cannot. Between
    /// the two calls the histogram is not to be read.
    void add_counter(std::size_t index, std::int64_t count);
    void add_extent(std::int64_t min, std::int64_t max, double sum, std::int64_t saturated);

    [[nodiscard]] std::int64_t count() const { return count_; }
    /// How many values lay outside 0 .. kHighestNs.
    [[nodiscard]] std::int64_t saturated() const { return saturated_; }
    /// The exact smallest and largest value recorded (after saturation); absent while empty.
    [[nodiscard]] std::optional<std::int64_t> min() const;
    [[nodiscard]] std::optional<std::int64_t> max() const;
    /// The mean of the values as recorded; absent while empty.
    [[nodiscard]] std::optional<double> mean() const;

    /// The value of the `rank`-th smallest, rank in 1 .. count(), else absent: the largest value that shares
    /// its counter, as HdrHistogram has it, though never more than max().
    [[nodiscard]] std::optional<std::int64_t> value_at_rank(std::int64_t rank) const;
    /// Nearest rank: the value at rank ⌈q · count⌉ (at least 1), for 0 ≤ q ≤ 1; absent while empty.
    [[nodiscard]] std::optional<std::int64_t> quantile(double q) const;

    /// The counters, for the codec and for plots. `lowest_of(i)` .. `highest_of(i)` share counter i.
    [[nodiscard]] const std::vector<std::int64_t>& counters() const { return counters_; }
    [[nodiscard]] static std::size_t index_of(std::int64_t ns); ///< 0 ≤ ns ≤ kHighestNs
    [[nodiscard]] static std::int64_t lowest_of(std::size_t index);
    [[nodiscard]] static std::int64_t highest_of(std::size_t index);

  private:
    std::vector<std::int64_t> counters_;
    std::int64_t count_ = 0;
    std::int64_t saturated_ = 0;
    bool has_extent_ = false;
    std::int64_t min_ = 0;
    std::int64_t max_ = 0;
    double sum_ = 0;
};

/// ⌈q · n⌉ in 1 .. n, unharmed by the rounding of q · n: nearest_rank(0.99, 100) is 99.
[[nodiscard]] std::int64_t nearest_rank(double q, std::int64_t n);

} // namespace tare::stats
