// When the messages of the rate workload are to leave (CONTRACT.md, "The rate workload"): a Poisson process,
// so that its gaps are exponential and nothing it meets can set its pace.
//
// Source: G. Tene, "How NOT to Measure Latency" (coordinated omission); B. Schroeder, A. Wierman, M.
// Harchol-Balter, "Open Versus Closed: A Cautionary Tale", NSDI 2006. Thread safety: none.
#pragma once

#include <cmath>
#include <cstdint>

namespace tare::contract {

class SendSchedule {
  public:
    /// `rate_per_s` > 0: messages a second, over all connections.
    SendSchedule(std::uint64_t seed, double rate_per_s)
        : x_(seed == 0 ? 1 : seed), mean_gap_ns_(1e9 / rate_per_s) {}

    /// ns from the block's start to the next message; never less than the one before.
    double next_ns() {
        x_ ^= x_ >> 12;
        x_ ^= x_ << 25;
        x_ ^= x_ >> 27;
        // The upper 53 bits of xorshift64*, in the middle of their step: never 0, never 1.
        const double u = (static_cast<double>((x_ * 2685821657736338717U) >> 11) + 0.5) * 0x1p-53;
        at_ns_ -= std::log(u) * mean_gap_ns_;
        return at_ns_;
    }

  private:
    std::uint64_t x_;
    double mean_gap_ns_;
    double at_ns_ = 0;
};

} // namespace tare::contract
