// Owns an io_uring, and says the few things to it that the loop has to say.
//
// Thread safety: none; the ring belongs to the thread that made it (IORING_SETUP_SINGLE_ISSUER).
#pragma once

#include "base/error.hpp"
#include "wire/io/uring/features.hpp"

#include <liburing.h>

#include <cstdint>
#include <memory>

namespace tare::wire::io::uring {

class Ring {
  public:
    /// Submission entries; the completion queue holds kCompletions.
    static constexpr unsigned kEntries = 1024;
    static constexpr unsigned kCompletions = 8192;

    /// With exactly these set-up flags. The error is errno's value.
    static std::unique_ptr<Ring> make(unsigned setup_flags, bool registered, int& error);
    Ring(const Ring&) = delete;
    Ring& operator=(const Ring&) = delete;
    ~Ring() {
        if (made_) io_uring_queue_exit(&ring_);
    }

    [[nodiscard]] io_uring* native() { return &ring_; }
    [[nodiscard]] bool registered() const { return registered_; }

    /// A submission entry; submits what is queued if there is no free one.
    [[nodiscard]] io_uring_sqe* entry() {
        for (;;) {
            if (io_uring_sqe* sqe = io_uring_get_sqe(&ring_); sqe != nullptr) [[likely]]
                return sqe;
            io_uring_submit(&ring_);
        }
    }
    /// Submits and waits for one completion, `most_ns` at most (negative: for ever), in one system call.
    /// False if that time is over.
    bool submit_and_wait(std::int64_t most_ns);
    /// Submits and lets the kernel post what it has; no system call if it has nothing and there is nothing to
    /// submit.
    void submit_and_look();

    /// The kernel has completions for which there was no room.
    [[nodiscard]] bool overflown() const { return io_uring_cq_has_overflow(&ring_); }

    /// Calls `visit(cqe)` for everything that is there now, and leaves it there; returns how many.
    template <class Visit>
    unsigned each(Visit visit) {
        unsigned head = 0, n = 0;
        io_uring_cqe* cqe = nullptr;
        io_uring_for_each_cqe(&ring_, head, cqe) {
            visit(*cqe);
            ++n;
        }
        return n;
    }
    void seen(unsigned completions) { io_uring_cq_advance(&ring_, completions); }

  private:
    Ring() = default;

    io_uring ring_{};
    bool made_ = false;
    bool registered_ = false;
};

} // namespace tare::wire::io::uring
