#include "hw/jitter.hpp"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ctime>

namespace tare::hw {
namespace {

std::int64_t now_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

} // namespace

std::optional<double> system_call_ns() {
    constexpr int batches = 21, calls = 2'000;
    std::vector<std::int64_t> took;
    for (int batch = 0; batch < batches; ++batch) {
        const auto begin = now_ns();
        for (int i = 0; i < calls; ++i) ::syscall(SYS_getppid);
        took.push_back(now_ns() - begin);
    }
    return static_cast<double>(at_rank(took, 0.5)) / calls;
}

std::optional<WakeUp> late_wake_ups(int times) {
    constexpr std::int64_t sleep_ns = 1'000'000;
    // The kernel may put off a wake-up by the thread's slack, 50 us as a rule, to serve several at once.
    const int slack = ::prctl(PR_GET_TIMERSLACK);
    ::prctl(PR_SET_TIMERSLACK, 1);
    std::vector<std::int64_t> late;
    for (int i = 0; i < times; ++i) {
        const auto due = now_ns() + sleep_ns;
        const timespec until{due / 1'000'000'000, due % 1'000'000'000};
        if (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == 0)
            late.push_back(now_ns() - due);
    }
    if (slack > 0) ::prctl(PR_SET_TIMERSLACK, slack);
    if (late.empty()) return std::nullopt;
    return WakeUp{at_rank(late, 0.5), at_rank(late, 0.99)};
}

} // namespace tare::hw
