// An arm that runs: a server and a client, connected, between whose blocks others are measured. Between its
// own blocks both its processes are stopped (SIGSTOP).
//
// Thread safety: none.
#pragma once

#include "bench/core/result.hpp"
#include "bench/core/sample.hpp"
#include "bench/run/ends.hpp"
#include "hw/disturbance.hpp"
#include "hw/process_counters.hpp"

#include <memory>
#include <optional>

namespace tare::run {

/// Both ends of one arm and how they are to be started.
struct ArmSetup {
    EndStart server, client;
    core::Case measured;
    std::optional<TlsFiles> tls;
    std::filesystem::path times_file;
};

/// What one counting block yields, an operation. Absent: could not be counted here.
struct CountsPerOperation {
    std::optional<double> server_syscalls, client_syscalls;
    std::optional<double> wire_bytes; ///< TCP payload, both directions
};

/// An arm whose processes are coming up.
struct StartingArm {
    ArmSetup setup;
    ServerEnd server;
    ClientEnd client;

    /// Starts both ends and does not wait for them.
    static Result<StartingArm> launch(ArmSetup);
    /// Of ends on one core, both ready and not connected: another client, as long as the code of the two
    /// collides. Errors: those of ClientEnd::start.
    Result<void> keep_apart();
};

class LiveArm {
  public:
    /// Waits until both ends are ready, connects them, and leaves them idle.
    static Result<LiveArm> connect(StartingArm);

    /// One block: arm, read counters, go, read counters, collect. `disturbance` and the harness's own CPU
    /// time are read at the same edges.
    Result<core::Sample> block(Nanoseconds duration, std::uint64_t seed, hw::DisturbanceReader& disturbance);

    /// A block with the kernel's system call counters on. Its times are thrown away, since counting makes
    /// every system call slower. The bytes on the wire are counted along with it.
    Result<CountsPerOperation> counting_block(Nanoseconds duration, std::uint64_t seed);

    /// Blocks, of which nothing is kept. By a schedule there is no work to speak of yet: messages are
    /// echoed.
    Result<void> work_for(Nanoseconds duration, std::uint64_t seed);

    /// Of a case that asks for a share of what the pair can do, or for the highest rate at which its p99
    /// holds: finds out how much that is, by a schedule that is too fast for it, and then by ones at which it
    /// might hold. Before the first block.
    Result<void> find_capacity(Nanoseconds duration, std::uint64_t seed);
    [[nodiscard]] std::optional<double> capacity_per_s() const { return capacity_per_s_; }

    /// What an operation is made of, by blocks that yield nothing else. What this machine does not let us see
    /// is left out.
    Result<core::Explained> explain(Nanoseconds duration, std::uint64_t seed);

    /// An error when an end has work done by processes that it started: their CPU time, memory and system
    /// calls would be missing from its numbers (CONTRACT.md).
    Result<void> check_alone();

    /// What each connection added to the server's resident memory when they were opened; absent for one
    /// alone, of which nothing could be told, and where it cannot be read.
    [[nodiscard]] std::optional<double> server_bytes_per_connection() const {
        return server_bytes_per_connection_;
    }
    /// Of the kernel's own, both ends of a connection together; absent for so few that the rest of the
    /// machine is louder.
    [[nodiscard]] std::optional<double> kernel_bytes_per_connection() const {
        return kernel_bytes_per_connection_;
    }

    /// Memory of both ends now.
    struct Memories {
        core::Memory server, client;
    };
    Memories memory();

    /// CPU time that the harness itself used between `go` and `ran`, over all blocks so far, and the wall
    /// time.
    [[nodiscard]] Nanoseconds harness_cpu() const { return harness_cpu_; }
    [[nodiscard]] Nanoseconds blocks_wall() const { return blocks_wall_; }

    /// Asks an end to end, without waiting: the clients of all arms, then the servers.
    void ask_to_end(core::Side);
    /// Waits for both ends, which were asked; what did not end in time was killed and is named.
    std::vector<std::string> stop(Nanoseconds grace);

  private:
    /// Both ends run while it lives.
    class Awake {
      public:
        explicit Awake(LiveArm& arm) : arm_(arm) { arm_.thaw(); }
        Awake(const Awake&) = delete;
        Awake& operator=(const Awake&) = delete;
        ~Awake() { arm_.freeze(); }

      private:
        LiveArm& arm_;
    };

    LiveArm(ArmSetup, ServerEnd, ClientEnd, hw::ProcessReader, hw::ProcessReader);

    [[nodiscard]] ClientEnd::Block block_of(Nanoseconds duration, std::uint64_t seed) const;
    /// Runs a block and throws its stamps away.
    Result<BlockClaim> run_block(const ClientEnd::Block&);
    /// The same: operations a second.
    Result<double> rate_of(const ClientEnd::Block&);
    Result<void> find_highest_rate(Nanoseconds duration, std::uint64_t seed);
    /// Whether the p99 of the response times holds in most of three blocks at this rate.
    Result<bool> holds(std::int64_t rate_per_s, Nanoseconds duration, std::uint64_t seed);
    /// Reads a block's stamps into the sample.
    Result<void> collect(core::Sample&, const BlockClaim&, const ClientEnd::Block&);
    Result<BlockClaim> go(const ClientEnd::Block&);
    /// The error of a step that involved both ends, laid at the door of the end that caused it.
    Error blame(Error);
    [[nodiscard]] std::optional<std::int64_t> wire_bytes() const;
    void freeze();
    void thaw();
    void hold();
    void let_go();

    ArmSetup setup_;
    ServerEnd server_;
    ClientEnd client_;
    hw::ProcessReader server_counters_, client_counters_;
    std::optional<std::int64_t> server_children_ns_, client_children_ns_; ///< CPU time, when it was connected
    Nanoseconds harness_cpu_{0}, blocks_wall_{0};
    std::optional<double> capacity_per_s_, server_bytes_per_connection_, kernel_bytes_per_connection_;
    std::int64_t highest_rate_per_s_ = 0; ///< of a case with a p99 to hold: that at which it does
};

} // namespace tare::run
