// Sums over the blocks of a cell: what is a count rather than a time, where outliers belong to the truth.
//
// Thread safety: none; one object belongs to one thread.
#pragma once

#include "bench/core/result.hpp"
#include "bench/core/sample.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <span>

namespace tare::stats {

/// A counter over those blocks in which it could be read.
class CounterTotal {
  public:
    void add(std::optional<std::int64_t> count, std::int64_t operations) {
        if (!count) return;
        count_ += *count;
        operations_ += operations;
    }
    [[nodiscard]] std::optional<double> per_operation() const {
        if (operations_ == 0) return std::nullopt;
        return static_cast<double>(count_) / static_cast<double>(operations_);
    }

  private:
    std::int64_t count_ = 0, operations_ = 0;
};

class Totals {
  public:
    /// Adds a session's blocks, without failed ones and the rounds in `dropped`.
    void add(std::span<const core::Sample> session, const std::set<int>& dropped);

    [[nodiscard]] double bytes_per_operation() const;
    /// Time in which an end was ready and did not run, both ends together, as a share of wall time; 0 where
    /// the kernel keeps no account of it.
    [[nodiscard]] double waiting_share() const;
    /// Fills per_op_* (not syscalls), cpu_share_* and fairness.
    void write(core::Cell& cell) const;

  private:
    struct Side {
        std::int64_t cpu_ns = 0;
        CounterTotal voluntary, involuntary, minor, major;
    };
    static void add(Side& side, const core::SideCounters& counters, std::int64_t operations);
    static void write(core::PerOperation& per_op, const Side& side);
    [[nodiscard]] std::optional<double> share(const Side& side) const;

    std::int64_t operations_ = 0, bytes_ = 0, wall_ns_ = 0, waiting_ns_ = 0;
    core::Fairness shares_; ///< sums over the blocks that tell
    int blocks_with_shares_ = 0;
    Side server_, client_;
};

} // namespace tare::stats
