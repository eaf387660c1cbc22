// An io_uring of our own, and what was found out about it by trying.
//
// Thread safety: none; the ring belongs to the thread that made it (IORING_SETUP_SINGLE_ISSUER).
#pragma once

#include "base/error.hpp"
#include "contract/cpp/messages.hpp"

#include <liburing.h>

#include <cstdint>
#include <memory>
#include <string>

namespace tare::wire::floor {

class Ring {
  public:
    /// Sets up a ring with the cheapest completion flags that this kernel knows: DEFER_TASKRUN (6.1), else
    /// COOP_TASKRUN (5.19), else none. Errors (Trouble::environment): io_uring is not there or not allowed,
    /// and how to mend that. It never stands for another interface.
    static Result<std::unique_ptr<Ring>> create(contract::WaitMode wait);

    Ring(const Ring&) = delete;
    Ring& operator=(const Ring&) = delete;
    ~Ring();

    [[nodiscard]] io_uring* native() { return &ring_; }
    [[nodiscard]] contract::WaitMode wait() const { return wait_; }
    /// What this kernel granted, e.g. "DEFER_TASKRUN, SINGLE_ISSUER, registered ring".
    [[nodiscard]] const std::string& features() const { return features_; }

    /// Tells the completions of one channel from those that an earlier one left behind.
    [[nodiscard]] std::uint64_t next_generation() { return ++generation_; }

  private:
    explicit Ring(contract::WaitMode wait) : wait_(wait) {}

    io_uring ring_{};
    contract::WaitMode wait_;
    std::string features_;
    std::uint64_t generation_ = 0;
};

} // namespace tare::wire::floor
