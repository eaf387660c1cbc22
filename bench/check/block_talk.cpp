#include "bench/check/block_talk.hpp"

#include "bench/check/ask.hpp"
#include "bench/core/case.hpp"
#include "bench/run/plan_stamps.hpp"

#include <algorithm>

namespace tare::check {
namespace {

namespace json = boost::json;

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr int kSeed = 7; // the vectors' payloads are made from it

Verdict not_as_expected(std::string_view expected, const json::object& got) {
    return Verdict::fail(fmt::format("expected {}, got {}", expected, json::serialize(got)));
}

std::string_view workload_of(const BlockSpec& spec) {
    if (!spec.workload.empty()) return spec.workload;
    if (spec.connects) return "connect";
    if (spec.rate_per_s > 0) return "rate";
    return spec.depth == 1 ? "echo" : "pipeline";
}

bool is_planned(const BlockSpec& spec) { return workload_of(spec) == "rate"; }

/// How many operations are under way at once: two or more mean two stamps each.
std::int64_t outstanding_of(const BlockSpec& spec) {
    const auto workload = core::parse_workload(workload_of(spec));
    return workload && core::stamps_pairs(*workload) ? std::max(2, spec.connections)
                                                     : std::int64_t{spec.connections} * spec.depth;
}

Nanoseconds duration_of(const BlockSpec& spec) { return Nanoseconds(spec.duration_ms * kNsPerMs); }

Result<json::object> save(const BlockTask& task, const Command& command) {
    return command({{"do", "save"}, {"times_file", task.times_file.string()}}, Nanoseconds{0});
}

/// The plan's messages, all of them, each at its time.
Verdict judge_plan(const BlockTask& task, const Command& command, const run::BlockClaim& claim) {
    const auto saved = save(task, command);
    if (!saved) return Verdict::fail(saved.error().message);
    const auto times =
        run::read_plan_times(task.times_file, claim, {task.spec.rate_per_s, kSeed, duration_of(task.spec)});
    return times ? Verdict::pass() : Verdict::fail(times.error().message);
}

/// Operations, bytes, and the stamps against what really came.
Verdict judge_claims(const json::object& ran, const BlockTask& task, const Command& command,
                     std::int64_t echoed) {
    const BlockSpec& spec = task.spec;
    run::BlockClaim claim;
    claim.operations = number_in(ran, "operations");
    claim.outstanding = outstanding_of(spec);
    claim.started_ns = number_in(ran, "started_ns");
    claim.ended_ns = number_in(ran, "ended_ns");
    const int fewest = is_planned(spec) ? 0 : spec.workload.empty() ? spec.connections : 1;
    if (claim.operations != echoed || echoed < fewest) {
        return Verdict::fail(fmt::format("reports {} operations on {} connections, {} {} came",
                                         claim.operations, spec.connections, echoed,
                                         spec.connects ? "other connections, and were closed," : "messages"));
    }
    const std::int64_t bytes = claim.operations * spec.size_bytes;
    if (number_in(ran, "bytes") != bytes) {
        return Verdict::fail(fmt::format("reports {} bytes, expected {} × {} = {}", number_in(ran, "bytes"),
                                         claim.operations, spec.size_bytes, bytes));
    }
    const auto saved = save(task, command);
    if (!saved) return Verdict::fail(saved.error().message);
    if (is_planned(spec)) return judge_plan(task, command, claim);
    const std::int64_t stamps = claim.outstanding == 1 ? claim.operations + 1 : 2 * claim.operations;
    if (number_in(*saved, "saved") != stamps) {
        return not_as_expected(fmt::format("{{\"saved\":{}}}", stamps), *saved);
    }
    const auto times = run::read_latencies(task.times_file, claim);
    return times ? Verdict::pass() : Verdict::fail(times.error().message);
}

} // namespace

Verdict talk_through_block(const BlockTask& task, const Command& command,
                           const std::function<std::int64_t()>& echoed) {
    const BlockSpec& spec = task.spec;
    const Nanoseconds duration = duration_of(spec), deadline(spec.deadline_ms * kNsPerMs);
    json::object block{
        {"do", "block"},     {"workload", workload_of(spec)},   {"size_bytes", spec.size_bytes},
        {"kind", spec.kind}, {"duration_ns", duration.count()}, {"deadline_ns", deadline.count()},
        {"seed", kSeed}};
    if (spec.depth > 1 && spec.rate_per_s == 0) block["depth"] = spec.depth;
    if (spec.rate_per_s > 0) block["rate_per_s"] = spec.rate_per_s;
    if (!spec.direction.empty()) block["direction"] = spec.direction;
    if (spec.fragment_bytes > 0) block["fragment_bytes"] = spec.fragment_bytes;
    const auto armed = command(block, Nanoseconds{0});
    if (!armed) return Verdict::fail(armed.error().message);
    if (!task.runs && !error_in(*armed).empty()) return Verdict::pass();
    if (!armed->contains("armed")) return not_as_expected("{\"armed\":true}", *armed);

    const auto ran = command({{"do", "go"}}, duration + deadline);
    if (!ran) return Verdict::fail(ran.error().message);
    const std::string error = error_in(*ran);
    if (!task.runs) {
        if (!error.empty()) return Verdict::pass();
        return Verdict::fail(fmt::format("took it for good: {}", json::serialize(*ran)));
    }
    if (!error.empty()) return Verdict::fail(fmt::format("\"go\" is answered with: {}", error));
    const json::value* report = ran->if_contains("ran");
    if (report == nullptr || !report->is_object()) return not_as_expected("{\"ran\":{…}}", *ran);
    return judge_claims(report->get_object(), task, command, echoed());
}

} // namespace tare::check
