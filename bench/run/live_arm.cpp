#include "bench/run/live_arm.hpp"

#include "bench/run/code_apart.hpp"
#include "bench/run/interrupt.hpp"
#include "bench/stats/packed_times.hpp"
#include "hw/kernel_memory.hpp"
#include "hw/syscall_counter.hpp"
#include "hw/tcp_traffic.hpp"

#include <time.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <tuple>

namespace tare::run {
namespace {

/// Each takes some kilobytes of the kernel's memory, and a program that starts meanwhile some hundreds.
constexpr int kEnoughToSeeInTheKernel = 1'000;

Nanoseconds clock_now(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return std::chrono::seconds{now.tv_sec} + Nanoseconds{now.tv_nsec};
}

std::optional<std::int64_t> difference(const std::optional<std::int64_t>& after,
                                       const std::optional<std::int64_t>& before) {
    if (!after || !before) return std::nullopt;
    return *after - *before;
}

core::SideCounters difference(const hw::ProcessCounters& after, const hw::ProcessCounters& before) {
    core::SideCounters side;
    side.cpu_ns = after.cpu_ns - before.cpu_ns;
    side.voluntary_switches = difference(after.voluntary_switches, before.voluntary_switches);
    side.involuntary_switches = difference(after.involuntary_switches, before.involuntary_switches);
    side.minor_faults = difference(after.minor_faults, before.minor_faults);
    side.major_faults = difference(after.major_faults, before.major_faults);
    side.run_delay_ns = difference(after.run_delay_ns, before.run_delay_ns);
    return side;
}

/// Its command line, for a person; empty once it has ended.
std::string command_of(int pid) {
    std::ifstream file(fmt::format("/proc/{}/cmdline", pid), std::ios::binary);
    std::string command((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    while (!command.empty() && command.back() == '\0') command.pop_back();
    for (char& c : command)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return command.substr(0, 80);
}

core::Disturbance to_disturbance(const hw::DisturbanceCounters& d) {
    return {d.steal_ns, d.throttled, d.swapped_pages, d.net_rx_softirqs, d.tcp_retransmits};
}

core::Memory to_memory(const hw::MemoryReading& reading) {
    return {reading.rss_peak_bytes, reading.pss_bytes};
}

} // namespace

LiveArm::LiveArm(ArmSetup setup, ServerEnd server, ClientEnd client, hw::ProcessReader server_counters,
                 hw::ProcessReader client_counters)
    : setup_(std::move(setup)),
      server_(std::move(server)),
      client_(std::move(client)),
      server_counters_(std::move(server_counters)),
      client_counters_(std::move(client_counters)) {}

Result<StartingArm> StartingArm::launch(ArmSetup setup) {
    auto server = ServerEnd::launch(setup.server, setup.tls);
    if (!server) return server.error();
    auto client = ClientEnd::launch(setup.client);
    if (!client) return client.error();
    return StartingArm{std::move(setup), std::move(*server), std::move(*client)};
}

Result<void> StartingArm::keep_apart() {
    if (setup.measured.placement != core::Placement::same) return {};
    return keep_code_apart(
        hw::read_code_layout(server.process().pid()),
        [&] { return hw::read_code_layout(client.process().pid()); },
        [&]() -> Result<void> {
            auto again = ClientEnd::start(setup.client);
            if (!again) return again.error();
            client = std::move(*again);
            return {};
        });
}

Result<LiveArm> LiveArm::connect(StartingArm starting) {
    auto& [setup, server, client] = starting;
    if (const auto ready = server.await_ready(); !ready) return ready.error();
    if (const auto ready = client.await_ready(); !ready) return ready.error();
    if (const auto apart = starting.keep_apart(); !apart) return apart.error();
    const auto url = server.url(setup.measured);
    if (!url) return url.error();
    const auto memory_before = hw::read_memory(server.process().pid()).rss_bytes;
    const auto kernel_before = hw::kernel_slab_bytes();
    const ClientEnd::Open open{*url, setup.measured.connections,
                               setup.measured.transport == core::Transport::wss ? setup.tls->certificate : "",
                               setup.client.deflate, setup.measured.resumed};
    if (const auto opened = client.open(open); !opened) {
        const auto trouble = server.own_trouble();
        return trouble ? *trouble : opened.error();
    }
    auto server_counters = hw::ProcessReader::open(server.process().pid());
    if (!server_counters) return in_context(server.name(), server_counters.error());
    auto client_counters = hw::ProcessReader::open(client.process().pid());
    if (!client_counters) return in_context(client.name(), client_counters.error());
    const auto memory_after = hw::read_memory(server.process().pid()).rss_bytes;
    const auto kernel_after = hw::kernel_slab_bytes();
    const int connections = setup.measured.connections;
    LiveArm arm(std::move(setup), std::move(server), std::move(client), std::move(*server_counters),
                std::move(*client_counters));
    if (connections > 1)
        if (const auto grown = difference(memory_after, memory_before))
            arm.server_bytes_per_connection_ = static_cast<double>(*grown) / connections;
    if (connections >= kEnoughToSeeInTheKernel)
        if (const auto grown = difference(kernel_after, kernel_before))
            arm.kernel_bytes_per_connection_ = static_cast<double>(*grown) / connections;
    for (auto [counters, children_ns] : {std::pair{&arm.server_counters_, &arm.server_children_ns_},
                                         std::pair{&arm.client_counters_, &arm.client_children_ns_}})
        if (const auto now = counters->read()) *children_ns = now->ended_children_cpu_ns;
    arm.freeze();
    return arm;
}

/// What an idle runtime does in its background (timers, collectors, samplers, a server that spins) would be
/// paid for by the block of somebody else (docs/decisions/0003).
void LiveArm::freeze() {
    server_.process().freeze();
    client_.process().freeze();
}

void LiveArm::thaw() {
    server_.process().thaw();
    client_.process().thaw();
}

/// The CPU time of a server that spins can be read right only while it does not run (ChildProcess::freeze).
void LiveArm::hold() {
    if (setup_.measured.wait == core::WaitMode::spin) server_.process().freeze();
}

void LiveArm::let_go() {
    if (setup_.measured.wait == core::WaitMode::spin) server_.process().thaw();
}

Error LiveArm::blame(Error error) {
    if (is_interrupted(error) || error.trouble == Trouble::environment) return error;
    if (auto trouble = server_.own_trouble()) return *trouble;
    const auto tail = server_.process().stderr_tail();
    if (!tail.empty()) error.message += fmt::format("; {}'s stderr ends: {}", server_.name(), tail);
    return error;
}

Result<BlockClaim> LiveArm::go(const ClientEnd::Block& block) {
    const auto cpu_before = clock_now(CLOCK_PROCESS_CPUTIME_ID), wall_before = clock_now(CLOCK_MONOTONIC);
    auto claim = client_.go(block, server_);
    harness_cpu_ += clock_now(CLOCK_PROCESS_CPUTIME_ID) - cpu_before;
    blocks_wall_ += clock_now(CLOCK_MONOTONIC) - wall_before;
    return claim;
}

Result<core::Sample> LiveArm::block(Nanoseconds duration, std::uint64_t seed,
                                    hw::DisturbanceReader& disturbance) {
    const ClientEnd::Block block = block_of(duration, seed);
    const Awake awake(*this);
    if (const auto armed = client_.arm(block); !armed) return blame(armed.error());
    hold();

    const auto machine_before = disturbance.read();
    const auto server_before = server_counters_.read();
    const auto client_before = client_counters_.read();
    let_go();
    const auto claim = go(block);
    hold();
    const auto client_after = client_counters_.read();
    const auto server_after = server_counters_.read();
    const auto machine_after = disturbance.read();
    if (!claim) return blame(claim.error());
    for (const auto* reading : {&server_before, &client_before, &server_after, &client_after})
        if (!*reading) return blame(reading->error());

    core::Sample sample;
    if (auto collected = collect(sample, *claim, block); !collected) return blame(collected.error());
    sample.operations = claim->operations;
    const auto& measured = setup_.measured;
    const bool to_all = measured.workload == core::Workload::broadcast;
    sample.bytes = claim->operations * measured.size_bytes * (to_all ? measured.connections : 1);
    sample.started_ns = claim->started_ns;
    sample.ended_ns = claim->ended_ns;
    sample.server = difference(*server_after, *server_before);
    sample.client = difference(*client_after, *client_before);
    sample.per_connection = claim->per_connection;
    sample.disturbance = to_disturbance(hw::difference(machine_after, machine_before));
    return sample;
}

ClientEnd::Block LiveArm::block_of(Nanoseconds duration, std::uint64_t seed) const {
    const auto& measured = setup_.measured;
    const double share = measured.load_percent / 100.0 * capacity_per_s_.value_or(0);
    if (measured.p99_us > 0) return {measured, duration, seed, highest_rate_per_s_};
    return {measured, duration, seed,
            measured.load_percent == 0 ? measured.rate_per_s
                                       : std::max<std::int64_t>(std::llround(share), core::kLowestRate)};
}

Result<void> LiveArm::collect(core::Sample& sample, const BlockClaim& claim, const ClientEnd::Block& block) {
    if (!core::is_open_loop(block.measured)) {
        const auto times = client_.save(setup_.times_file, claim);
        if (!times) return times.error();
        sample.latencies = stats::pack(*times);
        return {};
    }
    const auto times = client_.save(setup_.times_file, claim, block.plan());
    if (!times) return times.error();
    sample.latencies = stats::pack(times->response_ns);
    sample.open_loop = core::OpenLoopSample{block.rate_per_s, times->sent_in_time,
                                            stats::pack(times->service_ns), stats::pack(times->lateness_ns)};
    return {};
}

Result<BlockClaim> LiveArm::run_block(const ClientEnd::Block& block) {
    if (const auto armed = client_.arm(block); !armed) return blame(armed.error());
    const auto claim = go(block);
    if (!claim) return blame(claim.error());
    core::Sample thrown_away;
    if (auto collected = collect(thrown_away, *claim, block); !collected) return blame(collected.error());
    return *claim;
}

/// Wall time includes the wait for what is outstanding.
Result<double> LiveArm::rate_of(const ClientEnd::Block& block) {
    const auto claim = run_block(block);
    if (!claim) return claim.error();
    return static_cast<double>(claim->operations) * 1e9 /
           static_cast<double>(claim->ended_ns - claim->started_ns);
}

Result<void> LiveArm::work_for(Nanoseconds duration, std::uint64_t seed) {
    // Many blocks, so that what is around the work is compiled too, and with nobody stopped between them, so
    // that compilers in the background can finish.
    constexpr Nanoseconds kBlock = Milliseconds{100};
    ClientEnd::Block block{setup_.measured, kBlock, seed};
    if (core::is_open_loop(block.measured)) {
        block.measured.workload = core::Workload::echo;
        block.measured.rate_per_s = block.measured.load_percent = 0;
        block.measured.p99_us = 0;
    }
    const Awake awake(*this);
    const auto until = std::chrono::steady_clock::now() + duration;
    do {
        if (const auto rate = rate_of(block); !rate) return rate.error();
    } while (std::chrono::steady_clock::now() < until);
    return {};
}

/// Absent where the kernel does not tell, or one end is somewhere else.
std::optional<std::int64_t> LiveArm::wire_bytes() const {
    if (setup_.measured.workload == core::Workload::connect)
        return std::nullopt; // gone with their connections
    const auto port = server_.port(setup_.measured.transport);
    if (!port) return std::nullopt;
    const auto traffic = hw::read_tcp_traffic(static_cast<std::uint16_t>(*port));
    if (!traffic || traffic->connections < setup_.measured.connections) return std::nullopt;
    return traffic->to_server_bytes + traffic->to_client_bytes;
}

Result<CountsPerOperation> LiveArm::counting_block(Nanoseconds duration, std::uint64_t seed) {
    // Where they cannot be counted, the reason is in the machine's profile.
    auto server_count = hw::SyscallCounter::open(server_.process().pid());
    auto client_count = hw::SyscallCounter::open(client_.process().pid());
    const auto read = [](auto& count) { return count ? count->read() : Result<std::int64_t>(count.error()); };
    const ClientEnd::Block block = block_of(duration, seed);
    const Awake awake(*this);
    if (const auto armed = client_.arm(block); !armed) return blame(armed.error());
    const auto bytes_before = wire_bytes();
    const auto server_before = read(server_count), client_before = read(client_count);
    const auto claim = go(block);
    const auto server_after = read(server_count), client_after = read(client_count);
    const auto bytes_after = wire_bytes();
    if (!claim) return blame(claim.error());
    CountsPerOperation found;
    const auto operations = static_cast<double>(claim->operations);
    if (server_before && server_after)
        found.server_syscalls = static_cast<double>(*server_after - *server_before) / operations;
    // The client also reads `go` and writes `ran`: two calls that are the contract's, not the library's.
    if (client_before && client_after)
        found.client_syscalls = static_cast<double>(*client_after - *client_before - 2) / operations;
    if (bytes_before && bytes_after)
        found.wire_bytes = static_cast<double>(*bytes_after - *bytes_before) / operations;
    core::Sample thrown_away;
    if (auto collected = collect(thrown_away, *claim, block); !collected) return blame(collected.error());
    return found;
}

Result<void> LiveArm::check_alone() {
    constexpr const char* kWhy = "a contender is one process, since nobody counts what its children use";
    for (auto [end, counters, children_ns] :
         {std::tuple{static_cast<End*>(&server_), &server_counters_, server_children_ns_},
          std::tuple{static_cast<End*>(&client_), &client_counters_, client_children_ns_}}) {
        if (const auto children = hw::children_of(end->process().pid()); children && !children->empty())
            return end->complaint(fmt::format("has {} child process{} ({}); {}", children->size(),
                                              children->size() == 1 ? "" : "es",
                                              command_of(children->front()), kWhy));
        const auto now = counters->read();
        if (!now) continue; // it has ended; the next block says how
        if (const auto grown = difference(now->ended_children_cpu_ns, children_ns); grown && *grown > 0)
            return end->complaint(fmt::format("started processes that used {} ms of CPU time and ended; {}",
                                              *grown / 1'000'000, kWhy));
    }
    return {};
}

LiveArm::Memories LiveArm::memory() {
    return {to_memory(hw::read_memory(server_.process().pid())),
            to_memory(hw::read_memory(client_.process().pid()))};
}

void LiveArm::ask_to_end(core::Side side) {
    (side == core::Side::server ? server_.process() : client_.process()).ask_to_end();
}

std::vector<std::string> LiveArm::stop(Nanoseconds grace) {
    std::vector<std::string> killed;
    for (End* end : {static_cast<End*>(&client_), static_cast<End*>(&server_)})
        if (!end->process().stop(grace))
            killed.push_back(fmt::format("{} did not end within {:.0f} s of SIGTERM and was killed",
                                         end->name(), Seconds(grace).count()));
    return killed;
}

} // namespace tare::run
