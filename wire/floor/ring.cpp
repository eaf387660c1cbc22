#include "wire/floor/ring.hpp"

#include "wire/liburing.hpp"

#include <array>
#include <cerrno>

namespace tare::wire::floor {
namespace {

struct Grade {
    unsigned flags;
    const char* name;
};

constexpr std::array<Grade, 3> kGrades{{
    {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, "DEFER_TASKRUN, SINGLE_ISSUER"},
    {IORING_SETUP_COOP_TASKRUN, "COOP_TASKRUN"},
    {0, "no completion flags"},
}};

} // namespace

Result<std::unique_ptr<Ring>> Ring::create(contract::WaitMode wait) {
    // 16 entries: a send, a receive and a timer are in flight at most.
    constexpr unsigned kEntries = 16;
    std::unique_ptr<Ring> ring(new Ring(wait));
    int failure = EINVAL;
    for (const Grade& grade : kGrades) {
        unsigned flags = grade.flags;
        // A spinning end looks at the ring in memory and must be told when the kernel has work pending.
        if (wait == contract::WaitMode::spin && flags != 0) flags |= IORING_SETUP_TASKRUN_FLAG;
        failure = -io_uring_queue_init(kEntries, &ring->ring_, flags);
        if (failure == 0) {
            ring->features_ = grade.name;
            break;
        }
        if (failure != EINVAL) break; // only an unknown flag is worth another try
    }
    if (failure != 0) {
        ring->ring_.ring_fd = -1;
        return io_uring_unavailable(failure);
    }
    if (io_uring_register_ring_fd(&ring->ring_) == 1) ring->features_ += ", registered ring";
    return ring;
}

Ring::~Ring() {
    if (ring_.ring_fd >= 0) io_uring_queue_exit(&ring_);
}

} // namespace tare::wire::floor
