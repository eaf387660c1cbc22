#include "bench/stats/change_points.hpp"

#include "base/split_mix64.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tare::stats {
namespace {

using Runs = std::vector<std::vector<double>>;

double distances(std::span<const double> x, std::span<const double> y) {
    double sum = 0;
    for (const double a : x)
        for (const double b : y) sum += std::abs(a - b);
    return sum;
}

double pairs(double n) { return n * (n - 1) / 2; }

/// Eq. 5 and 6 from sums of distances: between the samples, and within each (every pair once).
double statistic(double between, double within_x, double within_y, double n, double m) {
    if (n < 2 || m < 2) return 0;
    const double energy = 2 * between / (n * m) - within_x / pairs(n) - within_y / pairs(m);
    return n * m / (n + m) * energy;
}

/// Sums of distances between runs, added up so that those of any two neighbouring stretches are differences.
class Sums {
  public:
    explicit Sums(std::span<const std::vector<double>> runs) : size_(runs.size() + 1), sums_(size_ * size_) {
        counts_.push_back(0);
        for (const auto& run : runs) counts_.push_back(counts_.back() + static_cast<double>(run.size()));
        for (std::size_t i = 1; i < size_; ++i)
            for (std::size_t j = 1; j < size_; ++j) {
                const double here = j < i ? at(j, i) - at(j - 1, i) - at(j, i - 1) + at(j - 1, i - 1)
                                          : distances(runs[i - 1], runs[j - 1]);
                sums_[i * size_ + j] = here + at(i - 1, j) + at(i, j - 1) - at(i - 1, j - 1);
            }
    }
    /// The statistic of the runs [a, b) against [b, c).
    [[nodiscard]] double q(std::size_t a, std::size_t b, std::size_t c) const {
        const double n = counts_[b] - counts_[a], m = counts_[c] - counts_[b];
        return statistic(block(a, b, b, c), block(a, b, a, b) / 2, block(b, c, b, c) / 2, n, m);
    }

  private:
    [[nodiscard]] double at(std::size_t i, std::size_t j) const { return sums_[i * size_ + j]; }
    [[nodiscard]] double block(std::size_t a, std::size_t b, std::size_t c, std::size_t d) const {
        return at(b, d) - at(a, d) - at(b, c) + at(a, c);
    }
    std::size_t size_;
    std::vector<double> counts_, sums_;
};

struct Best {
    std::size_t run = 0;
    double q = 0;
};

/// Eq. 7: over all beginnings of a change, and all ends of the stretch that is compared with what was before.
Best best_change(std::span<const std::vector<double>> runs) {
    const Sums sums(runs);
    Best best;
    for (std::size_t begin = 1; begin < runs.size(); ++begin)
        for (std::size_t end = begin + 1; end <= runs.size(); ++end)
            if (const double q = sums.q(0, begin, end); q > best.q) best = {begin, q};
    return best;
}

template <class Values>
void shuffle(Values& values, SplitMix64& random) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

/// Within each stretch, since what lies between changes that were found is not the same anyway.
void shuffle_sessions(std::span<std::vector<double>>& stretch, SplitMix64& random) {
    std::vector<double> values;
    for (const auto& run : stretch) values.insert(values.end(), run.begin(), run.end());
    shuffle(values, random);
    std::size_t next = 0;
    for (auto& run : stretch)
        for (double& value : run) value = values[next++];
}

/// [begin, end) of the stretches between the changes known so far.
std::vector<std::pair<std::size_t, std::size_t>> stretches(const std::vector<ChangePoint>& changes,
                                                           std::size_t runs) {
    std::vector<std::size_t> edges{0, runs};
    for (const auto& change : changes) edges.push_back(change.run);
    std::sort(edges.begin(), edges.end());
    std::vector<std::pair<std::size_t, std::size_t>> found;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) found.emplace_back(edges[i], edges[i + 1]);
    return found;
}

Best best_of(const Runs& runs, const std::vector<std::pair<std::size_t, std::size_t>>& parts) {
    Best best;
    for (const auto& [begin, end] : parts) {
        const auto found = best_change(std::span(runs).subspan(begin, end - begin));
        if (found.q > best.q) best = {begin + found.run, found.q};
    }
    return best;
}

/// The share of shuffles, the series itself among them, whose statistic is no smaller.
template <class Shuffle>
double chance_of(double q, const Runs& runs, const std::vector<std::pair<std::size_t, std::size_t>>& parts,
                 SplitMix64& random, Shuffle shuffle_part) {
    // A statistic that differs by rounding alone is the same.
    const double no_smaller = q * (1 - 1e-9);
    int reached = 1;
    Runs shuffled = runs;
    std::size_t sessions = 0;
    for (const auto& run : runs) sessions += run.size();
    const int times = shuffles_for(sessions);
    for (int i = 0; i < times; ++i) {
        for (const auto& [begin, end] : parts) {
            auto stretch = std::span(shuffled).subspan(begin, end - begin);
            shuffle_part(stretch, random);
        }
        if (best_of(shuffled, parts).q >= no_smaller) ++reached;
    }
    return static_cast<double>(reached) / (times + 1);
}

} // namespace

double energy_statistic(std::span<const double> x, std::span<const double> y) {
    return statistic(distances(x, y), distances(x, x) / 2, distances(y, y) / 2, static_cast<double>(x.size()),
                     static_cast<double>(y.size()));
}

int shuffles_for(std::size_t sessions) {
    constexpr double most_distances = 5e7;
    const auto n = static_cast<double>(std::max<std::size_t>(sessions, 1));
    return static_cast<int>(std::clamp(most_distances / (n * n), 499.0, 9'999.0));
}

std::vector<ChangePoint> change_points(std::span<const std::vector<double>> given, std::uint64_t seed) {
    const Runs runs(given.begin(), given.end());
    SplitMix64 random(seed);
    std::vector<ChangePoint> changes;
    while (changes.size() + 1 < runs.size()) {
        const auto parts = stretches(changes, runs.size());
        const auto best = best_of(runs, parts);
        if (best.run == 0) break;
        ChangePoint change{best.run, best.q, 1, {}};
        change.p_sessions = chance_of(best.q, runs, parts, random, shuffle_sessions);
        if (change.p_sessions > kSignificance) break;
        const auto part = *std::find_if(parts.begin(), parts.end(), [&](const auto& each) {
            return each.first < best.run && best.run < each.second;
        });
        if (part.second - part.first >= kLeastRunsToShuffle)
            change.p_runs = chance_of(best.q, runs, {part}, random, shuffle<std::span<std::vector<double>>>);
        changes.push_back(change);
    }
    std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.run < b.run; });
    return changes;
}

} // namespace tare::stats
