#include "hw/syscall_profile.hpp"

#include "hw/linux/tracepoint.hpp"

#include <linux/perf_event.h>
#include <sys/syscall.h>

#include <array>

namespace tare::hw {
namespace {

struct Named {
    const char* name;
    int number;
};

/// What moves bytes, what waits, and what is made around connections; glibc's names may be other calls on an
/// architecture that lacks some of these, so each is asked for.
constexpr std::array kNamed{
    Named{"read", SYS_read},
    Named{"write", SYS_write},
    Named{"readv", SYS_readv},
    Named{"writev", SYS_writev},
    Named{"recvfrom", SYS_recvfrom},
    Named{"sendto", SYS_sendto},
    Named{"recvmsg", SYS_recvmsg},
    Named{"sendmsg", SYS_sendmsg},
    Named{"io_uring_enter", SYS_io_uring_enter},
#ifdef SYS_epoll_wait
    Named{"epoll_wait", SYS_epoll_wait},
#endif
    Named{"epoll_pwait", SYS_epoll_pwait},
#ifdef SYS_epoll_pwait2
    Named{"epoll_pwait2", SYS_epoll_pwait2},
#endif
    Named{"epoll_ctl", SYS_epoll_ctl},
#ifdef SYS_poll
    Named{"poll", SYS_poll},
#endif
    Named{"ppoll", SYS_ppoll},
#ifdef SYS_select
    Named{"select", SYS_select},
#endif
    Named{"pselect6", SYS_pselect6},
    Named{"futex", SYS_futex},
    Named{"timerfd_settime", SYS_timerfd_settime},
    Named{"clock_nanosleep", SYS_clock_nanosleep},
    Named{"sched_yield", SYS_sched_yield},
    Named{"socket", SYS_socket},
    Named{"connect", SYS_connect},
    Named{"accept4", SYS_accept4},
    Named{"accept", SYS_accept},
    Named{"shutdown", SYS_shutdown},
    Named{"close", SYS_close},
    Named{"setsockopt", SYS_setsockopt},
    Named{"getsockopt", SYS_getsockopt},
    Named{"getsockname", SYS_getsockname},
    Named{"getpeername", SYS_getpeername},
    Named{"ioctl", SYS_ioctl},
    Named{"fcntl", SYS_fcntl},
    Named{"mmap", SYS_mmap},
    Named{"munmap", SYS_munmap},
    Named{"madvise", SYS_madvise},
    Named{"brk", SYS_brk},
};

} // namespace

Result<SyscallProfile> SyscallProfile::open(int pid) {
    constexpr const char* kWhat = "cannot count system calls by name";
    const auto id = platform::tracepoint_id("raw_syscalls/sys_enter");
    if (!id) return in_context(kWhat, id.error());
    std::vector<std::pair<std::string, PerfEvents>> by_name;
    for (const auto& [name, number] : kNamed) {
        auto events =
            PerfEvents::open(pid, {PERF_TYPE_TRACEPOINT, *id, false, fmt::format("id == {}", number)});
        if (!events) return in_context(kWhat, events.error());
        by_name.emplace_back(name, std::move(*events));
    }
    auto all = PerfEvents::open(pid, {PERF_TYPE_TRACEPOINT, *id, false, ""});
    if (!all) return in_context(kWhat, all.error());
    return SyscallProfile(std::move(*all), std::move(by_name));
}

Result<std::map<std::string, std::int64_t>> SyscallProfile::read() {
    const auto all = all_.read();
    if (!all) return all.error();
    std::int64_t other = all->value;
    std::map<std::string, std::int64_t> found;
    for (auto& [name, events] : by_name_) {
        const auto count = events.read();
        if (!count) return count.error();
        if (count->value > 0) found.emplace(name, count->value);
        other -= count->value;
    }
    if (other > 0) found.emplace("other", other);
    return found;
}

} // namespace tare::hw
