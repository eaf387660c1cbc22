// Records one stamp an operation for a few nanoseconds, and says when the block's time is over from the same
// reading of the clock.
//
// On x86-64 with an invariant TSC that the kernel itself uses as its clock source the stamps are raw
// time-stamp counter values, converted to CLOCK_MONOTONIC after the block through two anchors taken at its
// start and end (rdtsc costs half of clock_gettime on many VMs); elsewhere they are clock_gettime readings.
// contract/null measures what a record costs; each result carries it.
//
// Thread safety: none; one recorder belongs to one thread.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tare::contract {

/// CLOCK_MONOTONIC now.
StampNs now_ns();

/// A counter that is cheap to read. Its unit is that of tick_clock().
struct TickClock {
    bool is_tsc = false;
    double ns_per_tick =
        1.0; ///< an estimate for deadlines; conversion of stamps uses the block's own anchors
};
/// Found out once per process.
const TickClock& tick_clock();
inline std::int64_t read_ticks();

class Recorder {
  public:
    /// Makes room for `capacity` stamps and touches the memory, so that no page fault falls into a block.
    /// More stamps than that still work; they cost an allocation.
    void prepare(std::size_t capacity);

    /// Takes the first anchor and forgets earlier stamps. A block of one connection calls stamp() right
    /// after it: that is its start.
    void begin(Nanoseconds duration);

    /// Records now; false when the block's duration is over.
    bool stamp() {
        const std::int64_t t = read_ticks();
        push(t);
        return t < end_ticks_;
    }

    /// A message that says itself when it was sent, in ns of CLOCK_MONOTONIC, and comes now. Not in the same
    /// block as anything else.
    bool pair_sent_at(StampNs sent_ns) {
        firsts_in_ns_ = true;
        const std::int64_t t = read_ticks();
        push(sent_ns);
        push(t);
        return t < end_ticks_;
    }

    /// The parts of stamp(), for several connections: what was sent when, and received when.
    [[nodiscard]] std::int64_t tick() const { return read_ticks(); }
    bool pair(std::int64_t sent_ticks, std::int64_t received_ticks) {
        push(sent_ticks);
        push(received_ticks);
        return received_ticks < end_ticks_;
    }

    /// Whether the block's duration is over.
    [[nodiscard]] bool over() const { return read_ticks() >= end_ticks_; }

    /// The rate workload: when a message was to leave, left, and was answered.
    void triple(std::int64_t intended_ticks, std::int64_t sent_ticks, std::int64_t received_ticks) {
        push(intended_ticks);
        push(sent_ticks);
        push(received_ticks);
    }
    /// The tick so many ns after begin().
    [[nodiscard]] std::int64_t tick_at(double ns) const {
        return anchor_ticks_ + static_cast<std::int64_t>(ns / tick_clock().ns_per_tick);
    }

    /// Takes the second anchor. The conversion to nanoseconds waits for stamps() or save(), since end() is
    /// still weighed with the work.
    void end();

    [[nodiscard]] StampNs started_ns() const { return started_ns_; }
    [[nodiscard]] StampNs ended_ns() const { return ended_ns_; }
    /// Nanosecond stamps of the block that ended last, in the order they were taken. Valid until the next
    /// prepare() or begin(); only after end().
    [[nodiscard]] const std::vector<StampNs>& stamps() const;

    /// Writes the stamps as little-endian int64 to `path`; returns how many.
    Result<std::size_t> save(const std::string& path) const;

  private:
    void push(std::int64_t ticks) {
        if (used_ == stamps_.size()) [[unlikely]]
            grow();
        stamps_[used_++] = ticks;
    }
    void grow();
    [[nodiscard]] StampNs to_ns(std::int64_t ticks) const;

    mutable std::vector<std::int64_t> stamps_; ///< ticks until they are asked for, then nanoseconds
    mutable bool in_ticks_ = false;
    bool firsts_in_ns_ = false; ///< of each pair the first is in nanoseconds already
    std::size_t used_ = 0;
    std::int64_t end_ticks_ = 0;
    std::int64_t anchor_ticks_ = 0;
    double ns_per_tick_ = 1.0;
    StampNs started_ns_ = 0;
    StampNs ended_ns_ = 0;
};

} // namespace tare::contract

#include "contract/cpp/recorder_ticks.ipp"
