#include "bench/stats/summarize.hpp"

#include "bench/stats/block_values.hpp"
#include "bench/stats/bootstrap.hpp"
#include "bench/stats/estimators.hpp"
#include "bench/stats/histogram_codec.hpp"
#include "bench/stats/packed_times.hpp"
#include "bench/stats/quantiles.hpp"
#include "bench/stats/rounds.hpp"
#include "bench/stats/steady_state.hpp"
#include "bench/stats/totals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tare::stats {
namespace {

constexpr double kNsPerSecond = 1e9;
constexpr double kBusy = 0.9;

using Session = std::vector<core::Sample>;

/// ln values a round, a list a session, as estimate_ln() wants them; sessions without any are left out.
using BySession = std::vector<std::vector<double>>;

void add(BySession& sessions, std::vector<double> rounds) {
    if (!rounds.empty()) sessions.push_back(std::move(rounds));
}

/// An arm that failed has fewer sessions than the floor, so they are found by number, not by place.
const Session* session_of(const ArmSamples* arm, int number) {
    if (arm)
        for (const auto& session : arm->sessions)
            if (!session.empty() && session.front().session == number) return &session;
    return nullptr;
}

Histogram latencies_of(const Session& session, const std::set<int>& dropped) {
    Histogram histogram;
    for (const auto& sample : session)
        if (!failed(sample) && !dropped.contains(sample.round)) stats::add(histogram, sample.latencies);
    return histogram;
}

core::LatencySummary summarize_latency(const Histogram& all) {
    core::LatencySummary latency;
    latency.n = all.count();
    if (all.count() == 0) return latency;
    latency.p50 = quantile_if_enough(all, 0.50);
    latency.p90 = quantile_if_enough(all, 0.90);
    latency.p99 = quantile_if_enough(all, 0.99);
    latency.p999 = quantile_if_enough(all, 0.999);
    latency.p9999 = quantile_if_enough(all, 0.9999);
    latency.p50_interval = quantile_interval(all, 0.50);
    latency.p90_interval = quantile_interval(all, 0.90);
    latency.p99_interval = quantile_interval(all, 0.99);
    latency.p999_interval = quantile_interval(all, 0.999);
    latency.p9999_interval = quantile_interval(all, 0.9999);
    latency.max = static_cast<double>(*all.max());
    latency.hdr = encode(all);
    return latency;
}

std::optional<double> trimmed_mean_if_any(const std::vector<double>& values) {
    if (values.empty()) return std::nullopt;
    return trimmed_mean(values);
}

/// What blocks of the rate workload have besides.
class OpenLoopTotals {
  public:
    void add(const Session& session, const std::set<int>& dropped) {
        for (const auto& sample : session) {
            if (failed(sample) || dropped.contains(sample.round) || !sample.open_loop) continue;
            ++blocks_;
            rates_ += static_cast<double>(sample.open_loop->rate_per_s);
            planned_ += sample.operations;
            in_time_ += sample.open_loop->sent_in_time;
            stats::add(service_, sample.open_loop->service);
            stats::add(lateness_, sample.open_loop->lateness);
        }
    }
    [[nodiscard]] core::OpenLoop summary() const {
        core::OpenLoop open_loop;
        if (blocks_ == 0 || planned_ == 0) return open_loop;
        open_loop.rate_per_s = rates_ / blocks_;
        open_loop.sent_in_time = static_cast<double>(in_time_) / static_cast<double>(planned_);
        open_loop.service = summarize_latency(service_);
        open_loop.lateness = summarize_latency(lateness_);
        return open_loop;
    }

  private:
    int blocks_ = 0;
    double rates_ = 0;
    std::int64_t planned_ = 0, in_time_ = 0;
    Histogram service_, lateness_;
};

/// Collects one cell's values session by session.
class Summary {
  public:
    Summary(core::Cell& cell, const SummaryOptions& options) : cell_(cell), options_(options) {}

    void add_session(const Session& samples, const Session* floor, bool warm, const core::Canary& canary) {
        const auto floor_samples =
            floor ? std::span<const core::Sample>(*floor) : std::span<const core::Sample>{};
        const auto selection = select_rounds(samples, floor_samples, cell_.measured.placement);
        const auto values = values_by_round(samples, selection.dropped);
        if (std::any_of(samples.begin(), samples.end(), failed)) note(kNoteFailedBlocks);
        if (values.empty()) return;

        core::SessionValue session;
        session.rounds = static_cast<int>(values.size());
        session.dropped = static_cast<int>(selection.dropped.size());
        session.noisy = selection.noisy;
        session.steady = warm;
        session.canary = canary;
        if (selection.noisy) note(kNoteNoisy);

        const auto session_value = [&](Metric metric) {
            auto rounds = values_of_metric(values, metric);
            const double value = rounds.empty() ? 0 : std::exp(trimmed_mean(rounds));
            add(absolute_[static_cast<std::size_t>(metric)], std::move(rounds));
            return value;
        };
        session.wall_ns_per_op = session_value(Metric::wall);
        session.ops_per_s = kNsPerSecond / session.wall_ns_per_op;
        session.cpu_ns_per_op_server = session_value(Metric::cpu_server);
        session.cpu_ns_per_op_client = session_value(Metric::cpu_client);
        session_value(Metric::cpu_sum);

        const Histogram latencies = latencies_of(samples, selection.dropped);
        session.p50_ns = quantile_if_enough(latencies, 0.50);
        session.p99_ns = quantile_if_enough(latencies, 0.99);
        latencies_.merge(latencies);

        if (core::is_open_loop(cell_.measured)) open_loop_.add(samples, selection.dropped);
        if (floor) compare(session, values, *floor, selection.dropped);
        totals_.add(samples, selection.dropped);
        cell_.sessions.push_back(session);
    }

    void finish() {
        if (cell_.sessions.empty()) {
            if (cell_.status == core::Status::ok) {
                cell_.status = core::Status::invalid;
                cell_.reason = "no block completed an operation";
            }
            return;
        }
        if (cell_.sessions.size() < 3) note(kNoteFewSessions);
        if (!was_steady()) note(kNoteNoSteadyState);

        const core::Estimate wall = estimate_ln(absolute(Metric::wall), options_.seed).ln;
        cell_.ops_per_s = rate_from_ln(kNsPerSecond, wall);
        cell_.bytes_per_s = rate_from_ln(kNsPerSecond * totals_.bytes_per_operation(), wall);
        cell_.cpu_ns_per_op_server = cost(absolute(Metric::cpu_server)).value_or(core::Estimate{});
        cell_.cpu_ns_per_op_client = cost(absolute(Metric::cpu_client)).value_or(core::Estimate{});
        cell_.cpu_ns_per_op_sum = cost(absolute(Metric::cpu_sum)).value_or(core::Estimate{});
        cell_.over_floor_cpu = cost(cpu_over_floor_);
        cell_.over_floor_wall = cost(wall_over_floor_);
        cell_.latency = summarize_latency(latencies_);
        if (core::is_open_loop(cell_.measured)) {
            cell_.open_loop = open_loop_.summary();
            judge_plan();
        }

        totals_.write(cell_);
        cell_.bottleneck = bottleneck(cell_.measured, cell_.role, cell_.cpu_share_server,
                                      cell_.cpu_share_client, totals_.waiting_share());
    }

  private:
    /// Two witnesses: most warm-ups ended by themselves, and what was measured did not move. The floor is
    /// asked for its own cost, all others for the ratio to it, in which the machine's moves cancel.
    [[nodiscard]] bool was_steady() const {
        const auto warm = std::ranges::count_if(cell_.sessions, &core::SessionValue::steady);
        if (2 * warm < std::ssize(cell_.sessions)) return false;
        return !moves(cpu_over_floor_.empty() ? absolute(Metric::cpu_sum) : cpu_over_floor_);
    }

    /// docs/method.md, "Open loop".
    void judge_plan() {
        const core::OpenLoop& kept = *cell_.open_loop;
        if (kept.sent_in_time < kLeastInTime) {
            cell_.status = core::Status::invalid;
            cell_.reason =
                fmt::format("the plan was not kept: {:.2f} % of the messages were sent in its time, at least "
                            "{:.1f} % are expected; the client cannot send {:.0f} messages a second here",
                            100 * kept.sent_in_time, 100 * kLeastInTime, kept.rate_per_s);
        } else if (kept.lateness.p99 && cell_.latency.p50 &&
                   *kept.lateness.p99 > kMostLateness * *cell_.latency.p50) {
            note(kNoteLateGenerator);
        }
    }

    void compare(core::SessionValue& session, const std::map<int, BlockValues>& values, const Session& floor,
                 const std::set<int>& dropped) {
        const auto floor_values = values_by_round(floor, dropped);
        // By a schedule the client never sleeps, and the wall time is the schedule's.
        const bool planned = core::is_open_loop(cell_.measured);
        auto cpu = ln_ratios(values, floor_values, planned ? Metric::cpu_server : Metric::cpu_sum);
        auto wall = planned ? std::vector<double>{} : ln_ratios(values, floor_values, Metric::wall);
        session.ln_cpu_over_floor = trimmed_mean_if_any(cpu);
        session.ln_wall_over_floor = trimmed_mean_if_any(wall);
        add(cpu_over_floor_, std::move(cpu));
        add(wall_over_floor_, std::move(wall));
        const auto floor_p99 = quantile_if_enough(latencies_of(floor, dropped), 0.99);
        if (session.p99_ns && floor_p99 && *session.p99_ns > 0 && *floor_p99 > 0)
            session.ln_p99_over_floor = std::log(*session.p99_ns / *floor_p99);
    }

    [[nodiscard]] std::optional<core::Estimate> cost(const BySession& sessions) const {
        if (sessions.empty()) return std::nullopt;
        return from_ln(estimate_ln(sessions, options_.seed).ln);
    }

    [[nodiscard]] const BySession& absolute(Metric metric) const {
        return absolute_[static_cast<std::size_t>(metric)];
    }

    void note(std::string_view word) {
        if (std::find(cell_.notes.begin(), cell_.notes.end(), word) == cell_.notes.end())
            cell_.notes.emplace_back(word);
    }

    core::Cell& cell_;
    const SummaryOptions& options_;
    std::array<BySession, kMetrics> absolute_;
    BySession cpu_over_floor_, wall_over_floor_;
    Histogram latencies_;
    OpenLoopTotals open_loop_;
    Totals totals_;
};

} // namespace

void summarize(core::Cell& cell, const ArmSamples& arm, const ArmSamples* floor,
               const SummaryOptions& options) {
    Summary summary(cell, options);
    for (std::size_t i = 0; i < arm.sessions.size(); ++i) {
        const Session& session = arm.sessions[i];
        if (session.empty()) continue;
        const bool warm = i >= arm.warm.size() || arm.warm[i];
        const ArmSamples* other = floor == &arm ? nullptr : floor;
        const core::Canary canary = i < arm.canaries.size() ? arm.canaries[i] : core::Canary{};
        summary.add_session(session, session_of(other, session.front().session), warm, canary);
    }
    summary.finish();
}

std::string_view bottleneck(const core::Case& measured, core::Role role, std::optional<double> server_share,
                            std::optional<double> client_share, double waiting_share) {
    if (!server_share || !client_share || measured.wait == core::WaitMode::spin ||
        core::is_open_loop(measured))
        return "";
    const bool client_larger = *client_share > *server_share;
    const double larger = client_larger ? *client_share : *server_share;
    const bool shared_core = measured.placement == core::Placement::same;
    const double busy = shared_core ? *server_share + *client_share + waiting_share : larger;
    if (busy < kBusy) return "wake";
    if (!client_larger) return "server";
    return role == core::Role::server && larger >= kBusy ? "generator" : "client";
}

} // namespace tare::stats
