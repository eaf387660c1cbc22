#include "bench/run/session.hpp"

#include "bench/plan/order.hpp"
#include "bench/run/interrupt.hpp"
#include "bench/stats/steady_state.hpp"
#include "bench/stats/stopping.hpp"
#include "hw/jitter.hpp"
#include "hw/pinning.hpp"

#include <algorithm>
#include <deque>

namespace tare::run {
namespace {

using Clock = std::chrono::steady_clock;

/// The most that one arm's warm-up may take.
constexpr auto kLongestWarmUp = Milliseconds{2'000};
constexpr auto kStopGrace = Milliseconds{5'000}; // as CONTRACT.md promises
/// So many arms come up at once: while one waits for its disk, another has the core. More would only make
/// each of them late.
constexpr std::size_t kStartingAtOnce = 4;

class Session {
  public:
    Session(const RunContext& context, const SessionRequest& request, std::vector<ArmRecord>& records)
        : context_(context),
          request_(request),
          block_(block_of(request.plan.measured, context.block)),
          records_(records),
          disturbance_(measured_cores(request.cores)),
          live_(records.size()) {}

    SessionCourse run() {
        SessionCourse course;
        const auto began = Clock::now();
        start_all();
        course.beside.start_s = Seconds(Clock::now() - began - waited_in_vain_).count();
        warm_all();
        course.beside.start_s +=
            Seconds(compiling_).count(); // the schedule must know it, and it is not measuring
        const core::Canary before = look_at_core();
        course.rounds = run_rounds();
        keep_canary(before, look_at_core());
        for (std::size_t arm = 0; arm < live_.size() && !interrupted(); ++arm) count_and_weigh(arm);
        const auto ending = Clock::now();
        stop_all();
        course.beside.stop_s = Seconds(Clock::now() - ending).count();
        for (const auto& record : records_)
            if (!record.failure) ++course.arms_left;
        return course;
    }

  private:
    static std::vector<int> measured_cores(const hw::CoreChoice& cores) {
        auto ids = cores.server;
        ids.insert(ids.end(), cores.client.begin(), cores.client.end());
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        return ids;
    }

    [[nodiscard]] bool interrupted() const { return context_.interrupt && context_.interrupt->raised(); }

    void fail(std::size_t arm, const Error& error) {
        live_[arm].reset();
        if (is_interrupted(error)) return;
        records_[arm].failure = error;
        if (context_.observer) context_.observer->note(error.message);
    }

    [[nodiscard]] EndStart end(std::size_t candidate, const std::vector<int>& cores) const {
        const auto& found = context_.candidates[candidate];
        const bool deflate = request_.plan.measured.deflate && !found.contender->is_floor;
        return {found.contender, found.variant,      request_.plan.measured.wait,   deflate,
                cores,           context_.interrupt, request_.plan.measured.resumed};
    }

    [[nodiscard]] ArmSetup setup_of(std::size_t arm) const {
        const auto& ends = request_.plan.arms[arm];
        ArmSetup setup{end(ends.server, request_.cores.server), end(ends.client, request_.cores.client),
                       request_.plan.measured, std::nullopt, context_.folder / "times"};
        if (request_.plan.measured.transport == core::Transport::wss) setup.tls = context_.tls;
        return setup;
    }

    void start_all() {
        std::deque<std::pair<std::size_t, StartingArm>> coming_up;
        const auto connect_first = [&] {
            auto [arm, starting] = std::move(coming_up.front());
            coming_up.pop_front();
            const auto began = Clock::now();
            if (auto connected = LiveArm::connect(std::move(starting))) {
                live_[arm] = std::move(*connected);
            } else {
                fail(arm, connected.error());
                waited_in_vain_ += Clock::now() - began;
            }
        };
        for (std::size_t arm = 0; arm < live_.size() && !interrupted(); ++arm) {
            if (records_[arm].failure) continue;
            if (auto launched = StartingArm::launch(setup_of(arm))) {
                coming_up.emplace_back(arm, std::move(*launched));
            } else {
                fail(arm, launched.error());
            }
            if (coming_up.size() == kStartingAtOnce) connect_first();
            if (request_.progress) request_.progress();
        }
        while (!coming_up.empty() && !interrupted()) connect_first();
    }

    /// The arms wait meanwhile. Some milliseconds.
    [[nodiscard]] core::Canary look_at_core() const {
        if (interrupted() || !request_.plan.floor || !hw::pin_this_thread(request_.cores.server)) return {};
        const core::Canary seen{hw::spin_loop_ns(), hw::system_call_ns()};
        (void)hw::pin_this_thread(request_.cores.harness); // it was there before, so it can be there again
        return seen;
    }

    void keep_canary(const core::Canary& before, const core::Canary& after) {
        if (!request_.plan.floor) return;
        auto& samples = records_[*request_.plan.floor].samples;
        if (samples.canaries.size() >= samples.sessions.size()) return; // the floor took no part
        const auto mean = [](std::optional<double> a, std::optional<double> b) {
            return a && b ? std::optional((*a + *b) / 2) : std::nullopt;
        };
        samples.canaries.resize(samples.sessions.size());
        samples.canaries.back() = {mean(before.spin_loop_ns, after.spin_loop_ns),
                                   mean(before.system_call_ns, after.system_call_ns)};
    }

    Result<core::Sample> block(std::size_t arm, std::uint64_t seed) {
        auto sample = live_[arm]->block(block_, seed, disturbance_);
        if (!sample) fail(arm, sample.error());
        return sample;
    }

    /// Lets runtimes that compile while they run do so, in one stretch: between short blocks they would be
    /// stopped with their compilers. Its share of the session is nobody else's. False when that failed.
    bool compile(std::size_t arm) {
        const auto& ends = request_.plan.arms[arm];
        const auto longest = std::max(context_.candidates[ends.server].contender->warm_up_ms,
                                      context_.candidates[ends.client].contender->warm_up_ms);
        if (longest == 0 || interrupted()) return true;
        const auto began = Clock::now();
        const auto done = live_[arm]->work_for(Milliseconds{longest}, context_.seed);
        compiling_ += Clock::now() - began;
        if (!done) fail(arm, done.error());
        return done.has_value();
    }

    /// False when that failed.
    bool find_capacity(std::size_t arm) {
        if (!core::wants_capacity(request_.plan.measured)) return true;
        if (const auto found = live_[arm]->find_capacity(block_, context_.seed); !found) {
            fail(arm, found.error());
            return false;
        }
        records_[arm].capacity_per_s.push_back(*live_[arm]->capacity_per_s());
        return true;
    }

    bool check_alone(std::size_t arm) {
        const auto alone = live_[arm]->check_alone();
        if (!alone) fail(arm, alone.error());
        return alone.has_value();
    }

    /// Judged by CPU time an operation, which other tenants of the machine disturb least. All arms together
    /// get a third of the session's time at most: a machine that is never quiet must still be measured.
    void warm_all() {
        const auto share =
            (request_.until - Clock::now()) / (3 * std::max(1, static_cast<int>(live_.size())));
        for (std::size_t arm = 0; arm < live_.size(); ++arm) {
            if (!live_[arm] || !compile(arm) || !find_capacity(arm)) continue;
            std::vector<double> values;
            const auto until = Clock::now() + std::min<Nanoseconds>(kLongestWarmUp, share);
            bool warm = false;
            while (!warm && !interrupted() &&
                   (Clock::now() < until || std::ssize(values) < kFewestWarmUpBlocks)) {
                const auto sample = block(arm, context_.seed);
                if (!sample) break;
                values.push_back(static_cast<double>(sample->server.cpu_ns + sample->client.cpu_ns) /
                                 static_cast<double>(sample->operations));
                warm = stats::warm(values);
            }
            if (live_[arm] && !interrupted()) check_alone(arm);
            if (request_.progress) request_.progress();
            if (!live_[arm]) continue;
            records_[arm].samples.sessions.emplace_back();
            records_[arm].samples.warm.push_back(warm);
        }
    }

    int run_rounds() {
        int wanted = context_.least_rounds;
        int round = 0;
        for (; !interrupted(); ++round) {
            const bool late = Clock::now() >= request_.until;
            if (late && round >= std::min(kFewestRounds, context_.least_rounds)) break;
            if (round == wanted) {
                const auto more = stats::next_checkpoint(round);
                if (!more || precise_enough(round)) break;
                wanted = *more;
            }
            run_round(round);
            if (request_.progress) request_.progress();
        }
        return round;
    }

    void run_round(int round) {
        int position = 0;
        for (const auto arm :
             plan::round_order(request_.plan.group_of, context_.seed, request_.index, round)) {
            if (!live_[arm] || interrupted()) continue;
            auto sample = block(arm, context_.seed + static_cast<std::uint64_t>(round));
            if (!sample) continue;
            sample->session = request_.index;
            sample->round = round;
            sample->position = position++;
            records_[arm].samples.sessions.back().push_back(std::move(*sample));
        }
    }

    /// On precision only, never on what the numbers say (docs/method.md, "When to stop").
    [[nodiscard]] bool precise_enough(int rounds) const {
        if (!request_.plan.floor || !live_[*request_.plan.floor]) return false;
        const auto& floor = records_[*request_.plan.floor].samples.sessions.back();
        for (std::size_t arm = 0; arm < live_.size(); ++arm) {
            if (!live_[arm] || arm == *request_.plan.floor) continue;
            const auto width = stats::half_width_over_floor(records_[arm].samples.sessions.back(), floor,
                                                            context_.seed, request_.plan.measured.placement);
            if (!stats::enough(rounds, width, kMargin)) return false;
        }
        return true;
    }

    void count_and_weigh(std::size_t arm) {
        if (!live_[arm]) return;
        auto& record = records_[arm];
        const auto counted = live_[arm]->counting_block(block_, context_.seed);
        if (!counted) return fail(arm, counted.error());
        if (!check_alone(arm)) return;
        record.counts.push_back(*counted);
        if (context_.explain && !record.explained) {
            auto explained = live_[arm]->explain(block_, context_.seed);
            if (!explained) return fail(arm, explained.error());
            record.explained = std::move(*explained);
        }
        if (const auto bytes = live_[arm]->server_bytes_per_connection())
            record.bytes_per_connection.push_back(*bytes);
        if (const auto bytes = live_[arm]->kernel_bytes_per_connection())
            record.kernel_per_connection.push_back(*bytes);
        const auto memory = live_[arm]->memory();
        keep_largest(record.server_memory, memory.server);
        keep_largest(record.client_memory, memory.client);
        record.harness_cpu += live_[arm]->harness_cpu();
        record.blocks_wall += live_[arm]->blocks_wall();
    }

    static void keep_largest(core::Memory& kept, const core::Memory& now) {
        kept.rss_peak_bytes = std::max(kept.rss_peak_bytes, now.rss_peak_bytes);
        kept.pss_bytes = std::max(kept.pss_bytes, now.pss_bytes);
    }

    void stop_all() {
        if (interrupted()) return live_.clear(); // destructors kill: Ctrl-C shall be quick
        for (auto& arm : live_)
            if (arm) arm->ask_to_end(core::Side::client);
        for (auto& arm : live_)
            if (arm) arm->ask_to_end(core::Side::server);
        for (std::size_t arm = 0; arm < live_.size(); ++arm) {
            if (!live_[arm]) continue;
            for (auto& killed : live_[arm]->stop(kStopGrace)) {
                if (context_.observer) context_.observer->note(killed);
                auto& notes = records_[arm].notes;
                if (std::find(notes.begin(), notes.end(), killed) == notes.end())
                    notes.push_back(std::move(killed));
            }
        }
    }

    const RunContext& context_;
    const SessionRequest& request_;
    const Nanoseconds block_;
    std::vector<ArmRecord>& records_;
    hw::DisturbanceReader disturbance_;
    std::vector<std::optional<LiveArm>> live_;
    Nanoseconds waited_in_vain_{0}, compiling_{0};
};

} // namespace

Nanoseconds block_of(const core::Case& measured, Nanoseconds suites) {
    constexpr Nanoseconds kOfASchedule{200'000'000}, kOfAConnection{100'000}, kMost{1'000'000'000};
    if (core::has_a_pace(measured)) return std::max(suites, kOfASchedule);
    return std::max(suites, std::min(kMost, measured.connections * kOfAConnection));
}

SessionCourse run_session(const RunContext& context, const SessionRequest& request,
                          std::vector<ArmRecord>& records) {
    return Session(context, request, records).run();
}

} // namespace tare::run
