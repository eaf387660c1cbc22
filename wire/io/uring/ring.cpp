#include "wire/io/uring/ring.hpp"

#include <cerrno>

namespace tare::wire::io::uring {

namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

} // namespace

std::unique_ptr<Ring> Ring::make(unsigned setup_flags, bool registered, int& error) {
    auto ring = std::unique_ptr<Ring>(new Ring);
    io_uring_params params{};
    params.flags = setup_flags | IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP;
    params.cq_entries = kCompletions;
    error = -io_uring_queue_init_params(kEntries, &ring->ring_, &params);
    if (error != 0) return nullptr;
    ring->made_ = true;
    ring->registered_ = registered && io_uring_register_ring_fd(&ring->ring_) == 1;
    return ring;
}

bool Ring::submit_and_wait(std::int64_t most_ns) {
    if (most_ns < 0) {
        io_uring_submit_and_wait(&ring_, 1);
        return true;
    }
    __kernel_timespec timeout{.tv_sec = most_ns / kNsPerSecond, .tv_nsec = most_ns % kNsPerSecond};
    io_uring_cqe* first = nullptr;
    return io_uring_submit_and_wait_timeout(&ring_, &first, 1, &timeout, nullptr) != -ETIME;
}

void Ring::submit_and_look() {
    if (io_uring_sq_ready(&ring_) > 0) {
        io_uring_submit_and_get_events(&ring_);
        return;
    }
    constexpr unsigned kPending = IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW;
    if ((IO_URING_READ_ONCE(*ring_.sq.kflags) & kPending) != 0) io_uring_get_events(&ring_);
}

} // namespace tare::wire::io::uring
