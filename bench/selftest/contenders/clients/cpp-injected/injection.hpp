// A slow-down of a size that is known beforehand, so that what a comparison finds can be held against it.
//
// Thread safety: none.
#pragma once

#include "contract/cpp/recorder.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace tare::selftest {

/// What is added to each message.
struct Injection {
    std::int64_t twice_every = 0; ///< every so manieth round trip is made twice and counted once; 0: none
    double spin_ns = 0;           ///< CPU time for a message; 0: none
};

/// Says which round trips are made twice. Counts on over the blocks of a process, so that the share is exact
/// however short they are.
class Repeater {
  public:
    explicit Repeater(std::int64_t every) : every_(every) {}
    bool again() { return every_ > 0 && count_++ % every_ == 0; }

  private:
    std::int64_t every_;
    std::int64_t count_ = 0;
};

/// Spins for a time that is exact on average: what one message spins too long, the next spins less. A reading
/// of the clock is part of what it adds, and is measured at the start.
class Spinner {
  public:
    explicit Spinner(double ns) : wanted_ticks_(ns > 0 ? ns / contract::tick_clock().ns_per_tick : 0) {
        if (wanted_ticks_ > 0) wanted_ticks_ -= reading_ticks();
    }

    void spin() {
        if (wanted_ticks_ == 0) return;
        owed_ += wanted_ticks_;
        const std::int64_t start = contract::read_ticks();
        std::int64_t now = contract::read_ticks();
        while (static_cast<double>(now - start) < owed_) now = contract::read_ticks();
        owed_ -= static_cast<double>(now - start);
    }

  private:
    /// The cost of one reading, which falls outside of what two readings see. Of many short runs the fastest:
    /// while this is measured the other arms' processes start on the same core and take turns with it.
    static double reading_ticks() {
        constexpr int runs = 200, readings = 500;
        auto fastest = std::numeric_limits<std::int64_t>::max();
        for (int run = 0; run < runs; ++run) {
            const std::int64_t start = contract::read_ticks();
            for (int i = 1; i < readings; ++i) (void)contract::read_ticks();
            fastest = std::min(fastest, contract::read_ticks() - start);
        }
        return static_cast<double>(fastest) / readings;
    }

    double wanted_ticks_;
    double owed_ = 0;
};

} // namespace tare::selftest
