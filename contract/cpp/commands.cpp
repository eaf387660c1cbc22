#include "contract/cpp/commands.hpp"

#include "contract/cpp/stream_messages.hpp"
#include "contract/cpp/url.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>

namespace tare::contract {
namespace {

namespace json = boost::json;

constexpr std::int64_t kMostConnections = 100'000;
constexpr std::int64_t kDeepest = 1'024;
constexpr std::int64_t kHighestRate = 100'000'000;
constexpr std::array<std::string_view, 7> kWorkloads{"echo",   "pipeline", "rate",     "connect",
                                                     "stream", "transfer", "broadcast"};
constexpr std::int64_t kLongestNs = std::int64_t{3'600} * 1'000'000'000;

/// Reads the members of one command; the first thing that is wrong is kept and said.
class Members {
  public:
    Members(std::string_view command, const json::object& object) : command_(command), object_(object) {}

    void allow(std::initializer_list<std::string_view> names) {
        for (const auto& member : object_) {
            const std::string_view key(member.key().data(), member.key().size());
            if (key != "do" && std::find(names.begin(), names.end(), key) == names.end()) {
                fail(fmt::format("\"{}\" is not a member of this command; there are: {}", key,
                                 fmt::join(names, ", ")));
            }
        }
    }

    std::string text(std::string_view name, bool required) {
        const json::value* value = find(name, required);
        if (value == nullptr) return {};
        if (!value->is_string()) return fail(fmt::format("\"{}\" must be a string", name)), std::string{};
        return std::string(value->get_string());
    }

    bool flag(std::string_view name) {
        const json::value* value = find(name, false);
        if (value == nullptr) return false;
        if (!value->is_bool()) return fail(fmt::format("\"{}\" must be true or false", name)), false;
        return value->get_bool();
    }

    std::int64_t number(std::string_view name, std::int64_t least, std::int64_t most) {
        const json::value* value = find(name, true);
        if (value == nullptr) return least;
        const auto* whole = value->if_int64();
        if (whole == nullptr || *whole < least || *whole > most) {
            fail(fmt::format("\"{}\" must be a whole number from {} to {}, got {}", name, least, most,
                             json::serialize(*value)));
            return least;
        }
        return *whole;
    }

    std::int64_t number_or(std::string_view name, std::int64_t otherwise, std::int64_t least,
                           std::int64_t most) {
        return find(name, false) == nullptr ? otherwise : number(name, least, most);
    }

    std::uint64_t seed(std::string_view name) {
        const json::value* value = find(name, false);
        if (value == nullptr) return 1;
        if (const auto* large = value->if_uint64()) return *large;
        return static_cast<std::uint64_t>(number(name, 0, std::numeric_limits<std::int64_t>::max()));
    }

    [[nodiscard]] bool has(std::string_view name) { return find(name, false) != nullptr; }

    void fail(std::string_view what) {
        if (error_.empty()) error_ = fmt::format("{}: {}", command_, what);
    }
    [[nodiscard]] bool failed() const { return !error_.empty(); }
    [[nodiscard]] Error error() const { return {Trouble::usage, error_}; }

  private:
    const json::value* find(std::string_view name, bool required) {
        const json::value* value = object_.if_contains(json::string_view(name.data(), name.size()));
        if (value == nullptr && required) fail(fmt::format("\"{}\" is missing", name));
        return value;
    }

    std::string_view command_;
    const json::object& object_;
    std::string error_;
};

Result<Command> parse_open(Members members) {
    members.allow({"url", "connections", "ca_file", "deflate", "resume"});
    OpenRequest request;
    const std::string url_text = members.text("url", true);
    request.ca_file = members.text("ca_file", false);
    request.connections = static_cast<int>(members.number("connections", 1, kMostConnections));
    request.deflate = members.flag("deflate");
    request.resume = members.flag("resume");
    if (members.failed()) return members.error();
    auto url = parse_url(url_text);
    if (!url) return in_context("open", url.error());
    if (url->tls && request.ca_file.empty()) {
        members.fail("\"ca_file\" is missing, and wss: is verified against it");
        return members.error();
    }
    request.tls = url->tls;
    request.host = std::move(url->host);
    request.port = url->port;
    request.path = std::move(url->path);
    return request;
}

Result<Command> parse_block(Members members) {
    members.allow({"workload", "size_bytes", "depth", "rate_per_s", "direction", "fragment_bytes", "kind",
                   "duration_ns", "deadline_ns", "seed"});
    BlockRequest request;
    request.workload = members.text("workload", true);
    request.size_bytes = members.number("size_bytes", 0, kLargestMessageBytes);
    const std::string kind = members.text("kind", true);
    request.duration = Nanoseconds(members.number("duration_ns", 1, kLongestNs));
    request.deadline = Nanoseconds(members.number("deadline_ns", 1, kLongestNs));
    request.seed = members.seed("seed");
    request.depth = static_cast<int>(members.number_or("depth", 1, 1, kDeepest));
    const bool rate = request.workload == "rate", connect = request.workload == "connect",
               stream = request.workload == "stream", transfer = request.workload == "transfer";
    if (std::find(kWorkloads.begin(), kWorkloads.end(), request.workload) == kWorkloads.end()) {
        members.fail(fmt::format("\"workload\" must be one of {}, got \"{}\"", fmt::join(kWorkloads, ", "),
                                 request.workload));
    } else if (connect && request.size_bytes != 0) {
        members.fail(fmt::format("\"size_bytes\" must be 0 for connect, got {}", request.size_bytes));
    } else if (request.workload != "pipeline" && request.depth != 1) {
        members.fail(fmt::format("\"depth\" must be 1 for {}, got {}", request.workload, request.depth));
    }
    if (rate || (stream && members.has("rate_per_s"))) {
        request.rate_per_s = members.number("rate_per_s", 1, kHighestRate);
    } else if (members.has("rate_per_s")) {
        members.fail(
            fmt::format("\"rate_per_s\" is of the workloads rate and stream, this is {}", request.workload));
    }
    if (transfer) {
        const std::string direction = members.text("direction", true);
        if (direction != "down" && direction != "up")
            members.fail(fmt::format("\"direction\" must be \"down\" or \"up\", got \"{}\"", direction));
        request.upwards = direction == "up";
        request.fragment_bytes = members.number_or("fragment_bytes", 0, 0, kLargestMessageBytes);
        if (request.size_bytes == 0) members.fail("\"size_bytes\" must be at least 1 for transfer, got 0");
    } else if (members.has("direction") || members.has("fragment_bytes")) {
        members.fail(
            fmt::format("\"direction\" and \"fragment_bytes\" are of the workload transfer, this is {}",
                        request.workload));
    }
    if (kind != "binary" && kind != "text" && kind != "corpus") {
        members.fail(fmt::format("\"kind\" must be \"binary\", \"text\" or \"corpus\", got \"{}\"", kind));
    }
    if (members.failed()) return members.error();
    request.kind = kind == "text"     ? MessageKind::text
                   : kind == "corpus" ? MessageKind::corpus
                                      : MessageKind::binary;
    if (stream && request.size_bytes < stream_header_bytes(request.kind)) {
        members.fail(fmt::format("\"size_bytes\" must be at least {} for a stream of such messages, got {}",
                                 stream_header_bytes(request.kind), request.size_bytes));
        return members.error();
    }
    return request;
}

Result<Command> parse_save(Members members) {
    members.allow({"times_file"});
    SaveCommand save{members.text("times_file", true)};
    if (!members.failed() && save.times_file.empty()) members.fail("\"times_file\" is empty");
    if (members.failed()) return members.error();
    return save;
}

template <class Bare>
Result<Command> parse_bare(Members members) {
    members.allow({});
    if (members.failed()) return members.error();
    return Bare{};
}

} // namespace

Result<Command> parse_command(std::string_view line) {
    // The one command that is weighed with the work, so it is not parsed at all when it is written plainly.
    if (line == R"({"do":"go"})") return GoCommand{};

    boost::system::error_code error;
    const json::value value = json::parse(json::string_view(line.data(), line.size()), error);
    if (error)
        return make_error(Trouble::usage, "a command must be one JSON object a line: {}", error.message());
    const json::object* object = value.if_object();
    const json::value* name = object != nullptr ? object->if_contains("do") : nullptr;
    if (name == nullptr || !name->is_string()) {
        return make_error(Trouble::usage, "a command must be an object with a string \"do\"");
    }
    const std::string_view command(name->get_string().data(), name->get_string().size());
    const Members members(command, *object);
    if (command == "open") return parse_open(members);
    if (command == "block") return parse_block(members);
    if (command == "go") return parse_bare<GoCommand>(members);
    if (command == "save") return parse_save(members);
    if (command == "close") return parse_bare<CloseCommand>(members);
    return make_error(Trouble::usage, "\"{}\" is not a command; there are: open, block, go, save, close",
                      command);
}

PerConnection per_connection(std::span<std::int64_t> operations) {
    const auto middle = operations.begin() + static_cast<std::ptrdiff_t>(operations.size() / 2);
    std::nth_element(operations.begin(), middle, operations.end());
    return {*std::min_element(operations.begin(), operations.end()), *middle,
            *std::max_element(operations.begin(), operations.end())};
}

std::string ready_answer() { return R"({"ready":{}})"; }
std::string opened_answer(int connections) { return fmt::format(R"({{"opened":{}}})", connections); }
std::string armed_answer() { return R"({"armed":true})"; }
std::string ran_answer(const BlockReport& report) {
    const auto& each = report.per_connection;
    const std::string shares = each ? fmt::format(R"(,"per_connection":{{"least":{},"median":{},"most":{}}})",
                                                  each->least, each->median, each->most)
                                    : "";
    return fmt::format(R"({{"ran":{{"operations":{},"bytes":{},"started_ns":{},"ended_ns":{}{}}}}})",
                       report.operations, report.bytes, report.started_ns, report.ended_ns, shares);
}
std::string saved_answer(std::size_t stamps) { return fmt::format(R"({{"saved":{}}})", stamps); }
std::string closed_answer() { return R"({"closed":true})"; }
std::string error_answer(const Error& error) {
    return json::serialize(json::object{{"error", error.message}});
}

std::string probe_answer(const Probe& probe) {
    json::object versions;
    for (const auto& [name, version] : probe.versions) versions[name] = version;
    return json::serialize(json::object{{"versions", std::move(versions)}, {"features", probe.features}});
}

} // namespace tare::contract
