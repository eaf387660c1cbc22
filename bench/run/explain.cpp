// LiveArm::explain: what an operation is made of.
#include "bench/run/live_arm.hpp"
#include "hw/hardware_counter.hpp"
#include "hw/syscall_profile.hpp"

#include <algorithm>
#include <optional>

namespace tare::run {
namespace {

/// So that some hundred clock ticks fall into it, by which the kernel tells its own time from the program's.
constexpr Nanoseconds kLongEnough = Milliseconds{1'000};

/// Of one end, what is running over a block.
struct Watched {
    int pid;
    std::optional<hw::HardwareCounter> hardware;
    std::optional<hw::CpuSplit> split;

    explicit Watched(int watched) : pid(watched) {
        if (auto counter = hw::HardwareCounter::open(pid)) hardware.emplace(std::move(*counter));
        split = hw::read_cpu_split(pid);
    }
    void read_into(core::EndExplained& end, double operations) {
        const auto now = hw::read_cpu_split(pid);
        if (now && split) {
            const auto user = static_cast<double>(now->user_ticks - split->user_ticks);
            const auto all = user + static_cast<double>(now->kernel_ticks - split->kernel_ticks);
            if (all > 0) end.user_share = user / all;
        }
        if (!hardware) return;
        if (const auto counts = hardware->read(); counts && counts->instructions > 0)
            end.instructions = static_cast<double>(counts->instructions) / operations;
    }
};

void read_into(core::EndExplained& end, std::optional<hw::SyscallProfile>& profile, double operations) {
    if (!profile) return;
    const auto counts = profile->read();
    if (!counts) return;
    for (const auto& [name, count] : *counts) end.syscalls[name] = static_cast<double>(count) / operations;
}

std::optional<hw::SyscallProfile> profile_of(int pid) {
    auto profile = hw::SyscallProfile::open(pid);
    return profile ? std::optional(std::move(*profile)) : std::nullopt;
}

} // namespace

Result<core::Explained> LiveArm::explain(Nanoseconds duration, std::uint64_t seed) {
    core::Explained found;
    const int server = server_.process().pid(), client = client_.process().pid();
    const Awake awake(*this);
    {
        Watched at_server(server), at_client(client);
        const auto claim = run_block(block_of(std::max(duration, kLongEnough), seed));
        if (!claim) return claim.error();
        at_server.read_into(found.server, static_cast<double>(claim->operations));
        at_client.read_into(found.client, static_cast<double>(claim->operations));
    }
    auto at_server = profile_of(server), at_client = profile_of(client);
    const auto claim = run_block(block_of(duration, seed));
    if (!claim) return claim.error();
    read_into(found.server, at_server, static_cast<double>(claim->operations));
    read_into(found.client, at_client, static_cast<double>(claim->operations));
    return found;
}

} // namespace tare::run
