#include "bench/doctor/observe.hpp"

#include "hw/disturbance.hpp"
#include "hw/pinning.hpp"
#include "hw/process_counters.hpp"
#include "hw/trials.hpp"

#include <algorithm>
#include <thread>

namespace tare::doctor {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::optional<std::int64_t> run_delay_ns(int pid) {
    auto reader = hw::ProcessReader::open(pid);
    if (!reader) return std::nullopt;
    const auto counters = reader->read();
    return counters ? counters->run_delay_ns : std::nullopt;
}

/// The busiest of them.
std::optional<double> busiest_of(const std::vector<int>& cpus, const hw::Moment& before,
                                 const hw::Moment& after) {
    std::optional<double> most;
    for (const int cpu : cpus)
        if (const auto busy = hw::shares(before, after, cpu).busy) most = std::max(most.value_or(0), *busy);
    return most;
}

} // namespace

Result<Watched> observe(int cpu, const std::vector<int>& siblings, const Patience& patience) {
    const auto allowed = hw::allowed_cpus();
    if (!allowed) return allowed.error();
    if (auto pinned = hw::pin_this_thread({cpu}); !pinned) return pinned.error();

    Watched seen;
    const int self = hw::own_process_id();
    hw::DisturbanceReader disturbances({cpu});
    const auto disturbed_before = disturbances.read();
    const auto before = hw::read_moment("/");
    const auto rest_begins = Clock::now();
    std::this_thread::sleep_for(patience.rest);
    const auto middle = hw::read_moment("/");
    seen.rest_s = seconds_since(rest_begins);

    const auto delay_before = run_delay_ns(self);
    const auto spin_begins = Clock::now();
    const auto gaps = hw::spin_gaps(patience.spin);
    seen.spin_s = seconds_since(spin_begins);
    const auto delay_after = run_delay_ns(self);
    const auto after = hw::read_moment("/");
    const auto disturbed = hw::difference(disturbances.read(), disturbed_before);

    seen.core_at_rest = hw::shares(before, middle, cpu);
    seen.busiest = hw::busiest(before, middle, seen.rest_s, self, 3);
    seen.sibling_busy = busiest_of(siblings, before, after);
    seen.elsewhere = hw::shares_elsewhere(before, after, {cpu});
    if (disturbed.steal_ns)
        seen.steal = static_cast<double>(*disturbed.steal_ns) / 1e9 / (seen.rest_s + seen.spin_s);
    seen.devices = hw::busiest_interrupts(before, after, cpu);
    seen.timer_ticks = hw::interrupts_of(middle, after, "LOC", cpu);
    if (delay_before && delay_after) seen.run_delay_ns = *delay_after - *delay_before;
    seen.throttled = disturbed.throttled;
    seen.swapped_pages = disturbed.swapped_pages;
    seen.jitter = hw::summarize(gaps);
    seen.clock_read_ns = hw::clock_read_ns();
    seen.system_call_ns = hw::system_call_ns();
    seen.wake_up = hw::late_wake_ups(patience.wake_ups);
    if (auto let_go = hw::pin_this_thread(*allowed); !let_go) return let_go.error();
    return seen;
}

} // namespace tare::doctor
