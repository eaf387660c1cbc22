#include "bench/run/ends.hpp"

#include "bench/run/interrupt.hpp"
#include "bench/run/temporary_folder.hpp"

#include <boost/json.hpp>

namespace tare::run {
namespace {

namespace json = boost::json;

constexpr int kCannotRunHere = 77; // CONTRACT.md, "Probe" and "Trouble"
constexpr auto kReadyDeadline = Milliseconds{10'000};
constexpr auto kCommandDeadline = Milliseconds{5'000};
/// A server with a short queue makes a client wait a second for each that did not fit; opening is not
/// measured.
constexpr auto kOfAConnection = Milliseconds{20};
/// A client looks at the clock once a message: it may be late by its longest message.
constexpr auto kSlack = Milliseconds{1'000};

/// Where a server does what this workload needs.
std::string_view path_of(core::Workload workload) {
    const bool has_its_own = workload == core::Workload::stream || workload == core::Workload::transfer ||
                             workload == core::Workload::broadcast;
    return core::to_string(has_its_own ? workload : core::Workload::echo);
}

/// Tens of megabytes take some libraries seconds.
Nanoseconds deadline_of(const core::Case& measured) {
    constexpr Nanoseconds kOfAFile = Milliseconds{30'000};
    return measured.workload == core::Workload::transfer ? kOfAFile : kBlockDeadline;
}

std::string shortened(std::string_view line) {
    std::string text(line.substr(0, 80));
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20) c = '?';
    return line.size() > 80 ? text + "…" : text;
}

/// The answer's member `name`, or a complaint about what came instead.
Result<json::value> answer(End& end, const char* name, Nanoseconds timeout, ChildProcess* beside = nullptr) {
    const auto line = end.process().read_line(timeout, beside);
    if (!line) {
        if (is_interrupted(line.error())) return line.error();
        return end.complaint(fmt::format("{} (waiting for \"{}\")", line.error().message, name));
    }
    boost::system::error_code code;
    const auto value = json::parse(*line, code);
    if (!code && value.is_object()) {
        if (const auto* found = value.as_object().if_contains(name)) return *found;
        if (const auto* error = value.as_object().if_contains("error"); error && error->is_string())
            return end.complaint("says: " + std::string(error->as_string()));
    }
    return end.complaint(
        fmt::format("printed \"{}\", expected a JSON object with \"{}\"", shortened(*line), name));
}

Result<json::value> ask(End& end, const json::object& command, const char* name, Nanoseconds timeout,
                        ChildProcess* beside = nullptr) {
    if (auto wrote = end.process().write_line(json::serialize(command)); !wrote)
        return end.complaint(wrote.error().message);
    return answer(end, name, timeout, beside);
}

std::optional<std::int64_t> whole_number(const json::value& object, const char* name) {
    const auto* members = object.if_object();
    const auto* member = members ? members->if_contains(name) : nullptr;
    if (!member) return std::nullopt;
    boost::system::error_code code;
    const auto number = member->to_number<std::int64_t>(code);
    if (code) return std::nullopt;
    return number;
}

/// Nothing where it cannot be true: the least is at most the mean, and the most at least.
std::optional<core::PerConnection> read_shares(const json::value& value, std::int64_t operations,
                                               std::int64_t connections) {
    const auto least = whole_number(value, "least"), median = whole_number(value, "median"),
               most = whole_number(value, "most");
    if (!least || !median || !most || *least < 0 || *least > *median || *median > *most) return std::nullopt;
    if (*least > operations / connections || *most < operations / connections) return std::nullopt;
    return core::PerConnection{*least, *median, *most};
}

} // namespace

Error End::complaint(const std::string& what) {
    const auto tail = process_.stderr_tail();
    return make_error(Trouble::contender, "{} {}{}", name_, what,
                      tail.empty() ? "" : fmt::format("; its stderr ends: {}", tail));
}

std::optional<Error> End::own_trouble() {
    if (process_.flooded())
        return complaint(
            fmt::format("flooded stderr: more than {} KiB", ChildProcess::kMostStderrBytes >> 10));
    if (const auto how = process_.ending(Milliseconds{20})) return complaint(*how);
    return std::nullopt;
}

Error End::not_ready(const Error& error) {
    if (process_.exit_code() != kCannotRunHere) return error;
    const auto tail = process_.stderr_tail();
    return make_error(Trouble::environment, "{} cannot run here: {}", name_,
                      tail.empty() ? "it does not say why" : tail);
}

Result<End> End::start(const EndStart& start, const std::vector<std::string>& more) {
    ChildProcess::Start child;
    child.argv = start.variant->command;
    for (const std::string& word : {std::string("--variant"), start.variant->name, std::string("--wait"),
                                    std::string(core::to_string(start.wait))})
        child.argv.push_back(word);
    child.argv.insert(child.argv.end(), more.begin(), more.end());
    child.cores = start.cores;
    child.interrupt = start.interrupt;
    auto process = ChildProcess::start(child);
    const auto name = fmt::format("{} {}, {}", start.contender->name, core::to_string(start.contender->side),
                                  start.variant->name);
    if (!process) return in_context(name, process.error());
    return End(std::move(*process), name);
}

Result<ServerEnd> ServerEnd::launch(const EndStart& start, const std::optional<TlsFiles>& tls) {
    std::vector<std::string> more{"--listen", "127.0.0.1:0"};
    if (tls) {
        more.insert(more.end(), {"--tls-cert", tls->certificate.string(), "--tls-key", tls->key.string()});
    }
    if (tls && start.tls_resume) more.emplace_back("--tls-resume");
    if (start.deflate) more.emplace_back("--deflate");
    auto end = End::start(start, more);
    if (!end) return end.error();
    return ServerEnd(std::move(*end));
}

Result<void> ServerEnd::await_ready() {
    const auto ready = answer(*this, "ready", kReadyDeadline);
    if (!ready) return not_ready(ready.error());
    const auto ws = whole_number(*ready, "ws");
    const auto wss = whole_number(*ready, "wss");
    if (!ws || *ws < 1 || *ws > 65535)
        return complaint("did not say in {\"ready\": {\"ws\": PORT}} where it listens");
    ws_ = static_cast<int>(*ws);
    if (wss) wss_ = static_cast<int>(*wss);
    return {};
}

Result<ServerEnd> ServerEnd::start(const EndStart& start, const std::optional<TlsFiles>& tls) {
    auto end = launch(start, tls);
    if (!end) return end;
    if (const auto ready = end->await_ready(); !ready) return ready.error();
    return end;
}

Result<std::string> ServerEnd::url(const core::Case& measured) {
    const std::string_view path = path_of(measured.workload);
    if (measured.transport == core::Transport::ws) return fmt::format("ws://127.0.0.1:{}/{}", ws_, path);
    if (!wss_) return complaint("was given a certificate and does not say where it listens for wss");
    return fmt::format("wss://127.0.0.1:{}/{}", *wss_, path);
}

Result<ClientEnd> ClientEnd::launch(const EndStart& start) {
    auto end = End::start(start, {});
    if (!end) return end.error();
    return ClientEnd(std::move(*end));
}

Result<void> ClientEnd::await_ready() {
    const auto ready = answer(*this, "ready", kReadyDeadline);
    if (!ready) return not_ready(ready.error());
    return {};
}

Result<ClientEnd> ClientEnd::start(const EndStart& start) {
    auto end = launch(start);
    if (!end) return end;
    if (const auto ready = end->await_ready(); !ready) return ready.error();
    return end;
}

Result<void> ClientEnd::open(const Open& open) {
    json::object command{{"do", "open"}, {"url", open.url}, {"connections", open.connections}};
    if (!open.ca_file.empty()) command["ca_file"] = open.ca_file.string();
    if (open.deflate) command["deflate"] = true;
    if (open.resume) command["resume"] = true;
    const auto deadline = kCommandDeadline + kOfAConnection * open.connections;
    if (const auto opened = ask(*this, command, "opened", deadline); !opened) return opened.error();
    return {};
}

Result<void> ClientEnd::arm(const Block& block) {
    json::object command{{"do", "block"},
                         {"workload", core::to_string(block.measured.workload)},
                         {"size_bytes", block.measured.size_bytes},
                         {"kind", core::to_string(block.measured.kind)},
                         {"duration_ns", block.duration.count()},
                         {"deadline_ns", deadline_of(block.measured).count()},
                         {"seed", block.seed}};
    if (block.measured.workload == core::Workload::pipeline) command["depth"] = block.measured.depth;
    if (block.rate_per_s > 0) command["rate_per_s"] = block.rate_per_s;
    if (block.measured.direction != core::Direction::none)
        command["direction"] = core::to_string(block.measured.direction);
    if (block.measured.fragment_bytes > 0) command["fragment_bytes"] = block.measured.fragment_bytes;
    const auto patience = std::max<Nanoseconds>(kCommandDeadline, deadline_of(block.measured));
    if (const auto armed = ask(*this, command, "armed", patience); !armed) return armed.error();
    return {};
}

Result<BlockClaim> ClientEnd::go(const Block& block, ServerEnd& server) {
    const auto ran = ask(*this, {{"do", "go"}}, "ran", block.duration + deadline_of(block.measured) + kSlack,
                         &server.process());
    if (!ran) return ran.error();
    const auto operations = whole_number(*ran, "operations");
    const auto started = whole_number(*ran, "started_ns");
    const auto ended = whole_number(*ran, "ended_ns");
    if (!operations || !started || !ended)
        return complaint("printed a \"ran\" without operations, started_ns and ended_ns");
    if (*operations <= 0) return complaint("finished a block without a single operation");
    if (*ended <= *started) return complaint("finished a block before it started it");
    const auto outstanding = core::stamps_pairs(block.measured.workload)
                                 ? std::max<std::int64_t>(2, block.measured.connections)
                                 : std::int64_t{block.measured.connections} * block.measured.depth;
    BlockClaim claim{*operations, outstanding, *started, *ended};
    if (const auto* shares = ran->as_object().if_contains("per_connection")) {
        claim.per_connection = read_shares(*shares, *operations, block.measured.connections);
        if (!claim.per_connection)
            return complaint(
                fmt::format("printed \"per_connection\": {}, which cannot be the shares of {} connections in "
                            "{} operations",
                            shortened(json::serialize(*shares)), block.measured.connections, *operations));
    }
    return claim;
}

template <class Times, class Read>
Result<Times> ClientEnd::save_and(const std::filesystem::path& path, std::int64_t bytes, Read read) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored); // an old block's stamps must never stand in for this one's
    const json::object command{{"do", "save"}, {"times_file", path.string()}};
    const auto saved = ask(*this, command, "saved", kCommandDeadline);
    auto times = saved ? read() : Result<Times>(saved.error());
    if (times || is_interrupted(times.error())) return times;
    std::filesystem::remove(path, ignored);
    if (const auto room = check_room(path.parent_path(), bytes); !room) return room.error();
    return saved ? complaint(times.error().message) : times.error();
}

Result<std::vector<std::int64_t>> ClientEnd::save(const std::filesystem::path& path,
                                                  const BlockClaim& claim) {
    return save_and<std::vector<std::int64_t>>(path, stamps_bytes(claim),
                                               [&] { return read_latencies(path, claim); });
}

Result<PlanTimes> ClientEnd::save(const std::filesystem::path& path, const BlockClaim& claim,
                                  const SendPlan& plan) {
    const auto bytes = 3 * planned_messages(plan) * std::int64_t{sizeof(StampNs)};
    return save_and<PlanTimes>(path, bytes, [&] { return read_plan_times(path, claim, plan); });
}

} // namespace tare::run
