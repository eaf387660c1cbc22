// How long the sessions of a run may take, and how long they will: what starting a case's programs costs is
// learnt from the sessions that are over, since no suite can know how many contenders a machine has, or how
// long they take to come up.
//
// All times are seconds since measuring began. Thread safety: none; pure arithmetic, no clock.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace tare::run {

class Schedule {
  public:
    struct Limits {
        double budget_s = 0; ///< for everything, > 0
        int sessions = 1;    ///< of each case
        double block_s = 0.015;
    };
    /// `arms`: of each case. A case without arms has no sessions.
    Schedule(std::vector<int> arms, Limits limits);

    /// Where this case's blocks are of another length than Limits::block_s.
    void set_block(std::size_t of_case, double block_s) { cases_[of_case].block_s = block_s; }

    /// What a session took that is not measuring: until all its arms ran, and from its last block to the end.
    struct Beside {
        double start_s = 0, stop_s = 0;
    };

    /// Whether a session of this case should be begun: a first one unless the run is far past its budget, a
    /// further one if it can make its fewest rounds within it.
    [[nodiscard]] bool may_begin(std::size_t of_case, double now_s) const;

    /// When the rounds of a session that begins now are to end. What is left of the budget, without what all
    /// sessions to come need at least, is shared in proportion to the number of arms.
    [[nodiscard]] double rounds_end(std::size_t of_case, double now_s) const;

    /// A session of this case is over; it took `took_s` in all, and so many arms are left that did not fail.
    void over(std::size_t of_case, Beside beside, double took_s, int arms_left);

    /// How long all sessions that will still be begun take, as far as can be told.
    [[nodiscard]] double left_s(double now_s) const;

  private:
    struct OfCase {
        int arms = 0;
        int left = 0; ///< sessions to come
        double block_s = 0;
        std::optional<Beside> beside;
        std::optional<double> took_s; ///< the last one
    };
    /// The least that a session takes: start, a short warm-up, the fewest rounds, counting, stop.
    [[nodiscard]] double least_s(const OfCase&) const;
    [[nodiscard]] Beside beside(const OfCase&) const;
    [[nodiscard]] double spare_per_arm_s(double now_s) const;

    Limits limits_;
    std::vector<OfCase> cases_;
};

/// A first session is still begun until then, so that a small overrun costs no case; a run that would take a
/// multiple of its budget ends, and says which cases it did not measure.
[[nodiscard]] double latest_begin_s(double budget_s);

} // namespace tare::run
