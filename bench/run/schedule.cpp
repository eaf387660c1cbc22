#include "bench/run/schedule.hpp"

#include "bench/run/session.hpp"

#include <algorithm>

namespace tare::run {
namespace {

/// A block and what lies between two: arming, saving and reading the stamps.
constexpr double kBlockWithEdges = 1.25;
/// Before any was started: both ends of a native arm take a few hundredths of a second.
constexpr double kStartOfAnArm = 0.05, kStopOfAnArm = 0.01;
constexpr int kCountingBlocks = 1;

} // namespace

double latest_begin_s(double budget_s) { return std::max(2 * budget_s, budget_s + 60); }

Schedule::Schedule(std::vector<int> arms, Limits limits) : limits_(limits) {
    for (const int of_case : arms)
        cases_.push_back({of_case, of_case > 0 ? limits.sessions : 0, limits.block_s, {}, {}});
}

Schedule::Beside Schedule::beside(const OfCase& wanted) const {
    if (wanted.beside) return *wanted.beside;
    // Other cases run the same programs, mostly.
    Beside sum;
    int arms = 0;
    for (const auto& other : cases_) {
        if (!other.beside) continue;
        sum.start_s += other.beside->start_s;
        sum.stop_s += other.beside->stop_s;
        arms += other.arms;
    }
    if (arms == 0) return {wanted.arms * kStartOfAnArm, wanted.arms * kStopOfAnArm};
    return {sum.start_s / arms * wanted.arms, sum.stop_s / arms * wanted.arms};
}

double Schedule::least_s(const OfCase& wanted) const {
    const auto [start_s, stop_s] = beside(wanted);
    const int blocks = kFewestWarmUpBlocks + kFewestRounds + kCountingBlocks;
    return start_s + wanted.arms * blocks * wanted.block_s * kBlockWithEdges + stop_s;
}

double Schedule::spare_per_arm_s(double now_s) const {
    double least = 0, arms = 0;
    for (const auto& one : cases_) least += one.left * least_s(one), arms += one.left * one.arms;
    return arms == 0 ? 0 : std::max(0.0, limits_.budget_s - now_s - least) / arms;
}

bool Schedule::may_begin(std::size_t of_case, double now_s) const {
    const auto& wanted = cases_[of_case];
    if (wanted.left == limits_.sessions) return now_s < latest_begin_s(limits_.budget_s);
    return now_s + least_s(wanted) <= limits_.budget_s;
}

double Schedule::rounds_end(std::size_t of_case, double now_s) const {
    const auto& wanted = cases_[of_case];
    const double after =
        beside(wanted).stop_s + wanted.arms * kCountingBlocks * wanted.block_s * kBlockWithEdges;
    return now_s + least_s(wanted) + spare_per_arm_s(now_s) * wanted.arms - after;
}

void Schedule::over(std::size_t of_case, Beside beside, double took_s, int arms_left) {
    auto& one = cases_[of_case];
    --one.left;
    one.arms = arms_left;
    one.beside = beside;
    one.took_s = took_s;
}

double Schedule::left_s(double now_s) const {
    const double spare = spare_per_arm_s(now_s);
    double first = 0, all = 0;
    for (const auto& one : cases_) {
        const double share = least_s(one) + spare * one.arms;
        // Precise enough early: the next one is likely to be, too.
        all += one.left * (one.took_s ? std::min(*one.took_s, share) : share);
        if (one.left == limits_.sessions) first += share;
    }
    // Further sessions are begun within the budget only.
    return std::max(first, std::min(all, std::max(0.0, limits_.budget_s - now_s)));
}

} // namespace tare::run
