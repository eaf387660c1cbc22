// Which perf events the two counters are.
#include "hw/hardware_counter.hpp"
#include "hw/linux/tracepoint.hpp"
#include "hw/syscall_counter.hpp"

#include <linux/perf_event.h>
#include <unistd.h>

namespace tare::hw {

Result<SyscallCounter> SyscallCounter::open(int pid) {
    const auto id = platform::tracepoint_id("raw_syscalls/sys_enter");
    if (!id) return in_context("cannot count system calls", id.error());
    auto events = PerfEvents::open(pid, {PERF_TYPE_TRACEPOINT, *id, false});
    if (!events) return in_context("cannot count system calls", events.error());
    return SyscallCounter(std::move(*events));
}

Result<std::int64_t> SyscallCounter::read() {
    const auto count = events_.read();
    if (!count) return count.error();
    return count->value;
}

Result<void> can_count_syscalls() {
    const auto counter = SyscallCounter::open(::getpid());
    if (!counter) return counter.error();
    return {};
}

Result<HardwareCounter> HardwareCounter::open(int pid) {
    const auto with = [pid](bool user_mode_only) -> Result<HardwareCounter> {
        auto instructions =
            PerfEvents::open(pid, {PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, user_mode_only});
        if (!instructions) return instructions.error();
        auto cycles = PerfEvents::open(pid, {PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, user_mode_only});
        if (!cycles) return cycles.error();
        return HardwareCounter(std::move(*instructions), std::move(*cycles), user_mode_only);
    };
    auto counter = with(false);
    if (!counter) counter = with(true);
    if (!counter) return in_context("cannot count instructions and cycles", counter.error());
    return counter;
}

Result<HardwareCounts> HardwareCounter::read() {
    const auto instructions = instructions_.read();
    if (!instructions) return instructions.error();
    const auto cycles = cycles_.read();
    if (!cycles) return cycles.error();
    if (instructions->shared || cycles->shared)
        return make_error(Trouble::environment,
                          "instructions and cycles were not counted all the time: others use "
                          "the CPU's counters too");
    return HardwareCounts{instructions->value, cycles->value};
}

Result<void> can_count_hardware() {
    const auto counter = HardwareCounter::open(::getpid());
    if (!counter) return counter.error();
    return {};
}

} // namespace tare::hw
