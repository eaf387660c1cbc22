#include "bench/run/run_suite.hpp"

#include "bench/run/binary_hash.hpp"
#include "bench/run/interrupt.hpp"
#include "bench/run/machine.hpp"
#include "bench/run/recording_cost.hpp"
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

/// A case while it is being measured.
struct CaseState {
    plan::CasePlan plan;
    hw::CoreChoice cores;
    std::string cannot; ///< why it cannot be run here at all
    std::vector<ArmRecord> records;
};

class SuiteRun {
  public:
    explicit SuiteRun(const SuiteRequest& request) : request_(request) {}

    core::RunResult run() {
        const auto started = Clock::now();
        const auto ours = hw::allowed_cpus();
        describe_run();
        plan_cases();
        measure();
        // The harness was pinned away from the measured cores; the machine is looked at as it was before.
        if (ours) (void)hw::pin_this_thread(*ours);
        for (auto& state : cases_) finish_case(state);
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
        run.budget_s = suite.budget_s;
        run.network = request_.network;
        run.warnings = request_.warnings;
    }

    void plan_cases() {
        for (const auto& measured : request_.suite.cases) {
            CaseState state;
            state.plan = plan::plan_case(measured, request_.candidates, request_.plan);
            if (auto chosen =
                    hw::choose_cores(result_.machine, ends_of(measured.placement), request_.offered_cores)) {
                state.cores = std::move(*chosen);
                describe_cores(measured.placement, state.cores);
            } else {
                state.cannot = chosen.error().message;
            }
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
        const auto runnable = static_cast<int>(std::count_if(cases_.begin(), cases_.end(), can_run));
        if (runnable == 0) return;
        const auto end =
            Clock::now() + std::chrono::duration_cast<Nanoseconds>(Seconds(request_.suite.budget_s));
        if (request_.observer) request_.observer->planned(request_.suite.budget_s);
        const RunContext context{request_.candidates,
                                 request_.scratch,
                                 request_.tls,
                                 request_.seed,
                                 Milliseconds{request_.suite.block_ms},
                                 request_.suite.rounds,
                                 request_.interrupt,
                                 request_.observer};
        int left = sessions * runnable;
        for (int session = 0; session < sessions; ++session) {
            for (auto& state : cases_) {
                if (!can_run(state) || interrupted()) continue;
                // Every case has its first session; a further one that would begin too late is not begun.
                if (session > 0 && Clock::now() >= end)
                    return warn(fmt::format("the budget of {:g} s was used up in session {} of {}",
                                            request_.suite.budget_s, session + 1, sessions));
                const auto share = (end - Clock::now()) / left;
                const double done = 1.0 - static_cast<double>(left) / (sessions * runnable);
                const double unit = 1.0 / (sessions * runnable);
                const auto label = fmt::format("{} · session {}/{}", core::case_id(state.plan.measured),
                                               session + 1, sessions);
                const auto progress = [&](double part) {
                    if (request_.observer) request_.observer->progress(done + part * unit, label);
                };
                progress(0);
                if (const auto pinned = hw::pin_this_thread(state.cores.harness); !pinned)
                    warn(pinned.error().message);
                run_session(context, {state.plan, state.cores, session, Clock::now() + share, progress},
                            state.records);
                --left;
            }
        }
    }

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

    void finish_case(const CaseState& state) {
        if (request_.keep_samples && !state.records.empty())
            request_.keep_samples(state.plan.measured, state.plan, state.records);
        for (const auto& planned : state.plan.cells) result_.cells.push_back(make_cell(state, planned));
        Nanoseconds cpu{0}, wall{0};
        for (const auto& record : state.records) cpu += record.harness_cpu, wall += record.blocks_wall;
        harness_cpu_ += cpu;
        blocks_wall_ += wall;
        if (blocks_wall_.count() > 0)
            result_.run.harness_cpu_share = Seconds(harness_cpu_) / Seconds(blocks_wall_);
    }

    core::Cell make_cell(const CaseState& state, const plan::PlannedCell& planned) const {
        core::Cell cell;
        cell.measured = state.plan.measured;
        cell.role = planned.role;
        cell.subject = planned.subject;
        if (!planned.arm || !state.cannot.empty()) {
            cell.status = core::Status::unavailable;
            cell.reason = planned.arm ? state.cannot : planned.reason;
            return cell;
        }
        const auto& arm = state.plan.arms[*planned.arm];
        const auto& record = state.records[*planned.arm];
        const auto &server = request_.candidates[arm.server], &client = request_.candidates[arm.client];
        const auto& subject = planned.role == core::Role::client ? client : server;
        cell.server = server.program();
        cell.client = client.program();
        cell.versions = subject.availability.versions;
        cell.features = subject.availability.features;
        cell.notes = record.notes;
        if (record.failure) {
            cell.status = core::Status::invalid;
            cell.reason = *record.failure;
            return cell;
        }
        if (!has_blocks(record)) {
            cell.status = core::Status::unavailable;
            cell.reason =
                interrupted() ? "the run was interrupted before it was measured" : "it was not measured";
            return cell;
        }
        const bool is_floor = planned.arm == state.plan.floor;
        const ArmRecord* floor = state.plan.floor ? &state.records[*state.plan.floor] : nullptr;
        const bool has_floor = floor && !floor->failure && has_blocks(*floor) && !is_floor;
        stats::summarize(cell, record.samples, has_floor ? &floor->samples : nullptr, {request_.seed});
        count_syscalls(cell, record);
        cell.memory_server = record.server_memory;
        cell.memory_client = record.client_memory;
        return cell;
    }

    /// A session that was interrupted in its warm-up has none.
    static bool has_blocks(const ArmRecord& record) {
        const auto& sessions = record.samples.sessions;
        return std::any_of(sessions.begin(), sessions.end(),
                           [](const auto& session) { return !session.empty(); });
    }

    static void count_syscalls(core::Cell& cell, const ArmRecord& record) {
        const auto mean = [&](std::optional<double> SyscallsPerOperation::*side) -> std::optional<double> {
            double sum = 0;
            int n = 0;
            for (const auto& counted : record.syscalls)
                if (counted.*side) sum += *(counted.*side), ++n;
            if (n == 0) return std::nullopt;
            return sum / n;
        };
        cell.per_op_server.syscalls = mean(&SyscallsPerOperation::server);
        cell.per_op_client.syscalls = mean(&SyscallsPerOperation::client);
    }

    /// Facts that changed while we measured make the run doubtful.
    void compare_machine() {
        const auto now = machine_of_a_run(request_.network, request_.tare);
        for (const auto& change : hw::changed_facts(request_.machine, now))
            warn(fmt::format("the machine changed during the run: {} was {}, is {}", change.name,
                             change.before, change.after));
    }

    const SuiteRequest& request_;
    core::RunResult result_;
    std::vector<CaseState> cases_;
    Nanoseconds harness_cpu_{0}, blocks_wall_{0};
};

} // namespace

core::RunResult run_suite(const SuiteRequest& request) { return SuiteRun(request).run(); }

} // namespace tare::run
