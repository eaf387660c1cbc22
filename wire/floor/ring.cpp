#include "wire/floor/ring.hpp"

#include <array>
#include <cerrno>
#include <system_error>

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

Error unavailable(int error_number) {
    const std::string reason = std::generic_category().message(error_number);
    switch (error_number) {
    case ENOSYS:
        return make_error(Trouble::environment,
                          "io_uring is not in this kernel (io_uring_setup: {}); it needs Linux 5.6 or newer "
                          "with CONFIG_IO_URING",
                          reason);
    case EPERM:
    case EACCES:
        return make_error(Trouble::environment,
                          "io_uring is forbidden here (io_uring_setup: {}); allow it with sysctl "
                          "kernel.io_uring_disabled=0, or in a container with a seccomp profile that permits "
                          "io_uring_setup, io_uring_enter and io_uring_register",
                          reason);
    default:
        return make_error(Trouble::environment, "cannot set up an io_uring: {}", reason);
    }
}

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
        return unavailable(failure);
    }
    if (io_uring_register_ring_fd(&ring->ring_) == 1) ring->features_ += ", registered ring";
    return ring;
}

Ring::~Ring() {
    if (ring_.ring_fd >= 0) io_uring_queue_exit(&ring_);
}

std::string liburing_version() {
#ifdef IO_URING_VERSION_MAJOR
    return fmt::format("{}.{}", io_uring_major_version(), io_uring_minor_version());
#else
    return "2.3 or older";
#endif
}

} // namespace tare::wire::floor
