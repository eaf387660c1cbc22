// One session of one case: fresh processes for every arm, a warm-up, rounds in seeded order, and the end.
#pragma once

#include "bench/plan/case_plan.hpp"
#include "bench/run/live_arm.hpp"
#include "bench/run/observer.hpp"
#include "bench/run/schedule.hpp"
#include "bench/stats/summarize.hpp"
#include "hw/cores.hpp"

#include <chrono>
#include <functional>

namespace tare::run {

/// All that is known of one arm of one case, over its sessions.
struct ArmRecord {
    stats::ArmSamples samples;
    /// Why it is not run again: its cells are invalid, or unavailable where it was not the contender's fault.
    std::optional<Error> failure;
    std::vector<CountsPerOperation> counts;
    std::vector<double> capacity_per_s; ///< one a session, where the case asks for a share of it
    std::optional<core::Explained> explained;
    std::vector<double> bytes_per_connection;  ///< of the server's memory, one a session
    std::vector<double> kernel_per_connection; ///< of the kernel's, likewise
    core::Memory server_memory, client_memory; ///< the largest over the sessions
    std::vector<std::string> notes;
    Nanoseconds harness_cpu{0}, blocks_wall{0};
};

/// What holds for all sessions of a run.
struct RunContext {
    const std::vector<plan::Candidate>& candidates;
    std::filesystem::path folder; ///< for stamps
    TlsFiles tls;
    std::uint64_t seed = 0;
    Nanoseconds block{0};
    int least_rounds = 30;
    const Interrupt* interrupt = nullptr;
    Observer* observer = nullptr;
    bool explain = false;
};

struct SessionRequest {
    const plan::CasePlan& plan;
    const hw::CoreChoice& cores;
    int index = 0;                               ///< of the session, from 0
    std::chrono::steady_clock::time_point until; ///< its rounds are to end then
    std::function<void()> progress;              ///< called now and then, between blocks
};

/// Fewer rounds than this say nothing; a session whose time is over before is still brought so far.
inline constexpr int kFewestRounds = 10;
/// So many are made even where no time is left for a warm-up.
inline constexpr int kFewestWarmUpBlocks = 3;
/// The smallest difference that a comparison is to find (docs/method.md, "When a run stops").
inline constexpr double kMargin = 0.01;

/// How a session went.
struct SessionCourse {
    Schedule::Beside beside; ///< without what waiting for arms that failed took: they are not started again
    int rounds = 0;
    int arms_left = 0; ///< that did not fail, in this session or before
};

/// How long this case's blocks are: as the suite says, and at least 200 ms by a schedule, since a queue needs
/// time to grow, and 100 µs a connection, up to 1 s, since a block in which each of ten thousand is answered
/// once says nothing about how they share the server.
Nanoseconds block_of(const core::Case&, Nanoseconds suites);

/// Appends this session's samples to `records` (one an arm). An arm that fails is recorded as failed, and the
/// others go on. Returns early, with what there is, when interrupted.
SessionCourse run_session(const RunContext&, const SessionRequest&, std::vector<ArmRecord>& records);

} // namespace tare::run
