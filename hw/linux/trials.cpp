#include "hw/trials.hpp"

#include "hw/linux/descriptor.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>

#include <array>
#include <cstring>
#include <limits>

namespace tare::hw {

Result<void> can_use_io_uring() {
#ifdef __NR_io_uring_setup
    std::array<std::uint64_t, 15> parameters{}; // struct io_uring_params: 120 bytes, all zero
    const platform::Descriptor ring(static_cast<int>(::syscall(__NR_io_uring_setup, 1, parameters.data())));
    if (ring) return {};
    const int why = errno;
    if (why == EPERM || why == EACCES)
        return make_error(
            Trouble::environment,
            "io_uring_setup: {}: kernel.io_uring_disabled or a seccomp filter (a container's) forbids it",
            std::strerror(why));
    return make_error(Trouble::environment, "io_uring_setup: {}", std::strerror(why));
#else
    return make_error(Trouble::environment, "this program was built for a kernel without io_uring");
#endif
}

Result<FileLimit> open_file_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return make_error(Trouble::environment, "getrlimit(RLIMIT_NOFILE): {}", std::strerror(errno));
    const auto whole = [](rlim_t value) {
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        return value >= static_cast<rlim_t>(most) ? most : static_cast<std::int64_t>(value);
    };
    return FileLimit{whole(limit.rlim_cur), whole(limit.rlim_max)};
}

bool is_root() { return ::geteuid() == 0; }

int own_process_id() { return ::getpid(); }

} // namespace tare::hw
