#include "bench/run/run_suite.hpp"

#include "bench/run/binary_hash.hpp"
#include "bench/run/cells.hpp"
#include "bench/run/interrupt.hpp"
#include "bench/run/limits.hpp"
#include "bench/run/machine.hpp"
#include "bench/run/recording_cost.hpp"
#include "bench/stats/ceiling.hpp"
#include "hw/detect.hpp"
#include "hw/pinning.hpp"

#include <algorithm>
#include <ctime>
#include <numeric>

namespace tare::run {
namespace {

using Clock = std::chrono::steady_clock;

hw::Ends ends_of(core::Placement placement) {
    switch (placement) {
    case core::Placement::same:
        return hw::Ends::same;
    case core::Placement::split:
        return hw::Ends::split;
    case core::Placement::smt:
        return hw::Ends::smt;
    case core::Placement::numa:
        return hw::Ends::numa;
    case core::Placement::network:
        break;
    }
    return hw::Ends::split;
}

std::string utc_now() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

class SuiteRun {
  public:
    explicit SuiteRun(const SuiteRequest& request)
        : request_(request),
          context_{request.candidates,
                   request.scratch,
                   request.tls,
                   request.seed,
                   Milliseconds{request.suite.block_ms},
                   request.suite.rounds,
                   request.interrupt,
                   request.observer,
                   request.explain} {}

    core::RunResult run() {
        const auto started = Clock::now();
        const auto ours = hw::allowed_cpus();
        describe_run();
        plan_cases();
        measure();
        // The harness was pinned away from the measured cores; the machine is looked at as it was before.
        if (ours) (void)hw::pin_this_thread(*ours);
        for (auto& state : cases_) {
            if (state.cannot.empty() && interrupted())
                state.not_measured = "the run was interrupted before it was measured";
            finish_case(state);
        }
        compare_machine();
        result_.run.partial = interrupted();
        result_.run.took_s = Seconds(Clock::now() - started).count();
        return std::move(result_);
    }

  private:
    [[nodiscard]] bool interrupted() const { return request_.interrupt && request_.interrupt->raised(); }

    void describe_run() {
        const auto& suite = request_.suite;
        result_.tare = request_.tare;
        result_.machine = request_.machine;
        auto& run = result_.run;
        run.started_utc = utc_now();
        run.seed = request_.seed;
        run.suite = suite.name;
        run.sessions = suite.sessions;
        run.rounds = suite.rounds;
        run.block_ms = static_cast<double>(suite.block_ms);
        for (const auto& measured : suite.cases)
            if (const auto block = block_of(measured, context_.block); block > context_.block)
                run.longest_block_ms =
                    std::max(run.longest_block_ms.value_or(0), Seconds(block).count() * 1e3);
        run.budget_s = suite.budget_s;
        run.network = request_.network;
        run.warnings = request_.warnings;
    }

    void plan_cases() {
        for (const auto& measured : request_.suite.cases) {
            CaseState state;
            const auto wanted = [&](const core::Program& program) {
                return request_.wanted(measured, program);
            };
            state.plan = plan::plan_case(measured, request_.candidates,
                                         {request_.suite.roles, wanted, request_.namesake});
            if (auto chosen =
                    hw::choose_cores(result_.machine, ends_of(measured.placement), request_.offered_cores)) {
                state.cores = std::move(*chosen);
                describe_cores(measured.placement, state.cores);
            } else {
                state.cannot = chosen.error().message;
            }
            if (const auto why = too_many_connections(measured.connections, connection_limits()))
                state.cannot = *why;
            for (const auto& warning : state.plan.warnings)
                warn(fmt::format("{}: {}", core::case_id(measured), warning));
            state.records.resize(state.plan.arms.size());
            cases_.push_back(std::move(state));
        }
        hash_binaries();
    }

    void describe_cores(core::Placement placement, const hw::CoreChoice& cores) {
        const auto word = std::string(core::to_string(placement));
        result_.run.cores[word + ".server"] = cores.server;
        result_.run.cores[word + ".client"] = cores.client;
        result_.run.cores["harness"] = cores.harness;
        if (result_.run.cores_reason.find(cores.reason) == std::string::npos)
            result_.run.cores_reason +=
                (result_.run.cores_reason.empty() ? "" : "; ") + word + ": " + cores.reason;
        for (const auto& warning : cores.warnings) warn(warning);
    }

    void hash_binaries() {
        for (const auto& candidate : request_.candidates) {
            if (!candidate.availability.available) continue;
            const auto name =
                fmt::format("sha256 {} {} {}", candidate.contender->name,
                            core::to_string(candidate.contender->side), candidate.variant->name);
            if (auto hash = hash_program(candidate.variant->command))
                result_.machine.recorded[name] = std::move(*hash);
        }
    }

    void warn(const std::string& text) {
        auto& warnings = result_.run.warnings;
        if (std::find(warnings.begin(), warnings.end(), text) == warnings.end()) warnings.push_back(text);
    }

    void measure() {
        measure_recording();
        const int sessions = request_.suite.sessions;
        if (std::none_of(cases_.begin(), cases_.end(), can_run)) return;
        std::vector<int> arms;
        for (const auto& state : cases_)
            arms.push_back(can_run(state) ? static_cast<int>(state.plan.arms.size()) : 0);
        schedule_.emplace(arms, Schedule::Limits{request_.suite.budget_s, sessions,
                                                 static_cast<double>(request_.suite.block_ms) / 1e3});
        for (std::size_t i = 0; i < cases_.size(); ++i)
            schedule_->set_block(i, Seconds(block_of(cases_[i].plan.measured, context_.block)).count());
        measuring_began_ = Clock::now();
        if (request_.observer) request_.observer->planned(request_.suite.budget_s);
        for (int session = 0; session < sessions; ++session)
            for (std::size_t i = 0; i < cases_.size() && !interrupted(); ++i)
                if (can_run(cases_[i]) && !measure_session(i, session)) return;
    }

    /// False when this session of the run is over for want of time.
    bool measure_session(std::size_t index, int session) {
        auto& state = cases_[index];
        const int sessions = request_.suite.sessions;
        const double began = elapsed_s();
        if (!schedule_->may_begin(index, began)) {
            if (session > 0) {
                warn(fmt::format("the budget of {:g} s was used up in session {} of {}",
                                 request_.suite.budget_s, session + 1, sessions));
                return false;
            }
            state.cannot =
                fmt::format("not measured: {:.0f} s of a budget of {:g} s were used up before its turn",
                            began, request_.suite.budget_s);
            warn(fmt::format("{}: {}", core::case_id(state.plan.measured), state.cannot));
            return true;
        }
        const auto label =
            fmt::format("{} · session {}/{}", core::case_id(state.plan.measured), session + 1, sessions);
        const double rounds_end = schedule_->rounds_end(index, began);
        const double left_at_begin = schedule_->left_s(began);
        const auto progress = [&] {
            if (!request_.observer) return;
            const double now = elapsed_s();
            const double left = std::max(left_at_begin - (now - began), 0.0);
            progress_ = std::max(progress_, now / (now + left));
            request_.observer->progress(progress_, label);
        };
        progress();
        if (const auto pinned = hw::pin_this_thread(state.cores.harness); !pinned)
            warn(pinned.error().message);
        const auto until =
            measuring_began_ + std::chrono::duration_cast<Clock::duration>(Seconds(rounds_end));
        const auto course =
            run_session(context_, {state.plan, state.cores, session, until, progress}, state.records);
        schedule_->over(index, course.beside, elapsed_s() - began, course.arms_left);
        say_slow_start(state, course, rounds_end - began);
        return true;
    }

    /// The contenders are more than the time is for: better said than found out from wide intervals.
    void say_slow_start(CaseState& state, const SessionCourse& course, double share_s) {
        const bool cut = course.rounds <= kFewestRounds && course.rounds < request_.suite.rounds;
        if (!cut || state.said_slow_start || interrupted() || course.beside.start_s < share_s / 2) return;
        state.said_slow_start = true;
        warn(fmt::format(
            "{}: starting {} pairs of programs took {:.0f} s of the {:.0f} s that a session had, so "
            "it made only {} rounds; a larger --budget or fewer --contender give narrower intervals",
            core::case_id(state.plan.measured), state.plan.arms.size(), course.beside.start_s, share_s,
            course.rounds));
    }

    [[nodiscard]] double elapsed_s() const { return Seconds(Clock::now() - measuring_began_).count(); }

    static bool can_run(const CaseState& state) { return state.cannot.empty() && !state.plan.arms.empty(); }

    void measure_recording() {
        if (request_.recording_cost.empty()) return;
        std::vector<int> cores;
        for (const auto& state : cases_)
            if (can_run(state)) cores = state.cores.client;
        if (auto cost = recording_cost_ns(request_.recording_cost, cores)) {
            result_.run.recording_ns = *cost;
        } else {
            warn("the cost of recording was not measured: " + cost.error().message);
        }
    }

    void add_cell(core::Cell cell) {
        if (auto why = stats::generator_bound(cell, result_.run.recording_ns)) {
            cell.status = core::Status::invalid;
            cell.reason = std::move(*why);
        }
        result_.cells.push_back(std::move(cell));
    }

    void finish_case(const CaseState& state) {
        if (request_.keep_samples && !state.records.empty())
            request_.keep_samples(state.plan.measured, state.plan, state.records);
        for (const auto& planned : state.plan.cells)
            add_cell(make_cell(state, planned, request_.candidates, {request_.seed}));
        Nanoseconds cpu{0}, wall{0};
        for (const auto& record : state.records) cpu += record.harness_cpu, wall += record.blocks_wall;
        harness_cpu_ += cpu;
        blocks_wall_ += wall;
        if (blocks_wall_.count() > 0)
            result_.run.harness_cpu_share = Seconds(harness_cpu_) / Seconds(blocks_wall_);
    }

    /// Facts that changed while we measured make the run doubtful.
    void compare_machine() {
        const auto now = machine_of_a_run(request_.network, request_.tare);
        for (const auto& change : hw::changed_facts(request_.machine, now))
            warn(fmt::format("the machine changed during the run: {} was {}, is {}", change.name,
                             change.before, change.after));
    }

    const SuiteRequest& request_;
    const RunContext context_;
    core::RunResult result_;
    std::vector<CaseState> cases_;
    std::optional<Schedule> schedule_;
    Clock::time_point measuring_began_;
    double progress_ = 0;
    Nanoseconds harness_cpu_{0}, blocks_wall_{0};
};

} // namespace

core::RunResult run_suite(const SuiteRequest& request) { return SuiteRun(request).run(); }

} // namespace tare::run
