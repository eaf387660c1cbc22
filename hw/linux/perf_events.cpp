#include "hw/perf_events.hpp"

#include "hw/linux/threads.hpp"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tare::hw {
namespace {

int open_on_thread(int thread, const PerfEvent& event) {
    perf_event_attr attr{};
    attr.size = sizeof attr;
    attr.type = event.type;
    attr.config = event.config;
    attr.inherit = 1;
    attr.exclude_kernel = event.exclude_kernel ? 1 : 0;
    attr.exclude_hv = event.exclude_kernel ? 1 : 0;
    attr.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    const int fd =
        static_cast<int>(::syscall(SYS_perf_event_open, &attr, thread, -1, -1, PERF_FLAG_FD_CLOEXEC));
    if (fd >= 0 && !event.filter.empty() &&
        ::ioctl(fd, PERF_EVENT_IOC_SET_FILTER, event.filter.c_str()) != 0) {
        const int error = errno;
        ::close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

std::string reason(int error) {
    switch (error) {
    case EACCES:
    case EPERM:
        return "the kernel does not allow it (CAP_PERFMON or root is needed, and in a container a seccomp "
               "profile that lets perf_event_open pass)";
    case ENOENT:
    case ENODEV:
    case EOPNOTSUPP:
        return "this machine has no such counter (most virtual machines have no PMU)";
    case ENOSYS:
        return "this kernel has no perf_event_open, or a seccomp profile hides it";
    case EMFILE:
        return "too many open files (ulimit -n)";
    default:
        return std::strerror(error);
    }
}

} // namespace

PerfEvents& PerfEvents::operator=(PerfEvents&& other) noexcept {
    std::swap(descriptors_, other.descriptors_);
    return *this;
}

PerfEvents::~PerfEvents() {
    for (const int fd : descriptors_) ::close(fd);
}

// A thread passes its event on to the threads that it starts, so one that appears while we go through the
// list may be counted already, or not: it depends on who started it. Then all is begun anew.
Result<PerfEvents> PerfEvents::open(int pid, const PerfEvent& event) {
    constexpr int most_attempts = 20;
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        const auto threads = platform::thread_ids_of(pid);
        if (threads.empty()) return make_error(Trouble::contender, "process {} has ended", pid);
        PerfEvents events({});
        for (const int thread : threads) {
            const int fd = open_on_thread(thread, event);
            if (fd >= 0) {
                events.descriptors_.push_back(fd);
            } else if (errno != ESRCH) { // ESRCH: it ended meanwhile
                return make_error(Trouble::environment, "{}", reason(errno));
            }
        }
        const auto now = platform::thread_ids_of(pid);
        if (std::includes(threads.begin(), threads.end(), now.begin(), now.end())) return events;
    }
    return make_error(Trouble::environment, "process {} keeps starting threads", pid);
}

Result<PerfEvents::Count> PerfEvents::read() {
    Count sum;
    for (const int fd : descriptors_) {
        struct {
            std::uint64_t value, enabled_ns, running_ns;
        } reading{};
        if (::read(fd, &reading, sizeof reading) != static_cast<ssize_t>(sizeof reading))
            return make_error(Trouble::environment, "cannot read a kernel counter: {}", std::strerror(errno));
        sum.value += static_cast<std::int64_t>(reading.value);
        sum.shared = sum.shared || reading.running_ns < reading.enabled_ns;
    }
    return sum;
}

} // namespace tare::hw
