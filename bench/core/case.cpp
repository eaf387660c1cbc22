#include "bench/core/case.hpp"

#include "bench/core/words.hpp"

#include <charconv>

namespace tare::core {
namespace {

constexpr std::array kWorkloads{
    Word<Workload>{Workload::echo, "echo"},          Word<Workload>{Workload::pipeline, "pipeline"},
    Word<Workload>{Workload::rate, "rate"},          Word<Workload>{Workload::connect, "connect"},
    Word<Workload>{Workload::stream, "stream"},      Word<Workload>{Workload::transfer, "transfer"},
    Word<Workload>{Workload::broadcast, "broadcast"}};
constexpr std::array kDirections{Word<Direction>{Direction::down, "down"},
                                 Word<Direction>{Direction::up, "up"}};
constexpr std::array kTransports{Word<Transport>{Transport::ws, "ws"},
                                 Word<Transport>{Transport::wss, "wss"}};
constexpr std::array kPlacements{
    Word<Placement>{Placement::same, "same"}, Word<Placement>{Placement::split, "split"},
    Word<Placement>{Placement::smt, "smt"}, Word<Placement>{Placement::numa, "numa"},
    Word<Placement>{Placement::network, "network"}};
constexpr std::array kWaitModes{Word<WaitMode>{WaitMode::block, "block"},
                                Word<WaitMode>{WaitMode::spin, "spin"}};
constexpr std::array kKinds{Word<MessageKind>{MessageKind::binary, "binary"},
                            Word<MessageKind>{MessageKind::text, "text"},
                            Word<MessageKind>{MessageKind::corpus, "corpus"}};
constexpr std::array kRoles{Word<Role>{Role::floor, "floor"}, Word<Role>{Role::server, "server"},
                            Word<Role>{Role::client, "client"}, Word<Role>{Role::pair, "pair"}};

/// The whole of `text` as a number without sign or leading zero, so that each case has one spelling only.
template <class Number>
bool read_number(std::string_view text, Number& number) {
    if (text.empty() || (text.size() > 1 && text.front() == '0') || text.front() == '-') return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

/// "c50" and "d16".
template <class Number>
bool read_lettered(std::string_view part, char letter, Number& number) {
    return !part.empty() && part.front() == letter && read_number(part.substr(1), number);
}

/// Cuts the next part off `rest` at a '-'.
std::string_view next_part(std::string_view& rest) {
    const std::size_t dash = rest.find('-');
    const std::string_view part = rest.substr(0, dash);
    rest = dash == std::string_view::npos ? std::string_view{} : rest.substr(dash + 1);
    return part;
}

Error not_an_id(std::string_view id, std::string_view why) {
    return make_error(
        Trouble::usage,
        "case \"{}\": {}; an id is WORKLOAD-SIZE and what differs from the usual, in the order "
        "-wss -PLACEMENT -spin -text or -corpus -down or -up -cCONNECTIONS -dDEPTH "
        "-fFRAGMENT_BYTES -rMESSAGES_A_SECOND or -lPERCENT or -pP99_US -deflate -resumed, like echo-256, "
        "echo-8192-wss-split-c50, pipeline-256-d16, rate-256-split-l70 or transfer-7000000-up",
        id, why);
}

Result<void> check_plan(const Case& c) {
    const int given = (c.rate_per_s != 0) + (c.load_percent != 0) + (c.p99_us != 0);
    if (given != 1)
        return make_error(
            Trouble::usage,
            "case {}: rate wants one of \"rate_per_s\", messages a second, \"load_percent\" of what the pair "
            "can do, and \"p99_us\", the response time that is to hold, got {}",
            case_id(c), given == 0 ? "none" : "more than one");
    if (c.rate_per_s != 0 && (c.rate_per_s < kLowestRate || c.rate_per_s > kHighestRate))
        return make_error(Trouble::usage, "case {}: \"rate_per_s\" must be {} to {}, got {}", case_id(c),
                          kLowestRate, kHighestRate, c.rate_per_s);
    if (c.load_percent < 0 || c.load_percent > kHighestLoad)
        return make_error(Trouble::usage, "case {}: \"load_percent\" must be 1 to {}, got {}", case_id(c),
                          kHighestLoad, c.load_percent);
    if (c.p99_us < 0 || c.p99_us > kLongestP99Us)
        return make_error(Trouble::usage, "case {}: \"p99_us\" must be 1 to {}, got {}", case_id(c),
                          kLongestP99Us, c.p99_us);
    if (c.placement == Placement::same)
        return make_error(
            Trouble::usage,
            "case {}: a schedule is kept by a client that never sleeps, which on the server's own core "
            "would take its time; expected \"placement\" split, smt, numa or network",
            case_id(c));
    return {};
}

Result<void> check_no_plan(const Case& c) {
    if (c.load_percent != 0 || c.p99_us != 0)
        return make_error(Trouble::usage, "case {}: \"{}\" is of the workload rate, not of {}", case_id(c),
                          c.load_percent != 0 ? "load_percent" : "p99_us", to_string(c.workload));
    if (c.rate_per_s != 0 && c.workload != Workload::stream)
        return make_error(Trouble::usage,
                          "case {}: \"rate_per_s\" is of the workloads rate and stream, not of {}",
                          case_id(c), to_string(c.workload));
    if (c.rate_per_s != 0 && (c.rate_per_s < kLowestRate || c.rate_per_s > kHighestRate))
        return make_error(Trouble::usage, "case {}: \"rate_per_s\" must be {} to {}, got {}", case_id(c),
                          kLowestRate, kHighestRate, c.rate_per_s);
    return {};
}

Result<void> check_transfer(const Case& c) {
    if (c.workload != Workload::transfer) {
        if (c.direction == Direction::none && c.fragment_bytes == 0) return {};
        return make_error(Trouble::usage, "case {}: \"{}\" is of the workload transfer, not of {}",
                          case_id(c), c.fragment_bytes != 0 ? "fragment_bytes" : "direction",
                          to_string(c.workload));
    }
    if (c.direction == Direction::none)
        return make_error(Trouble::usage,
                          "case {}: a transfer wants \"direction\", down (from the server) or up",
                          case_id(c));
    if (c.size_bytes < 1 || c.kind != MessageKind::binary)
        return make_error(Trouble::usage,
                          "case {}: a file is binary and has at least 1 byte, got {} of {} bytes", case_id(c),
                          to_string(c.kind), c.size_bytes);
    if (c.fragment_bytes < 0 || c.fragment_bytes > kLargestMessageBytes)
        return make_error(Trouble::usage, "case {}: \"fragment_bytes\" must be 0 to {}, got {}", case_id(c),
                          kLargestMessageBytes, c.fragment_bytes);
    return {};
}

/// A message of a stream begins with its number and its time (CONTRACT.md, "The stream workload").
Result<void> check_stream(const Case& c) {
    if (c.workload != Workload::stream) return {};
    const int least = c.kind == MessageKind::text ? 24 : 16;
    if (c.kind == MessageKind::corpus || c.size_bytes < least)
        return make_error(Trouble::usage,
                          "case {}: the messages of a stream are text of at least 24 bytes or binary of at "
                          "least 16, got {} of {}",
                          case_id(c), to_string(c.kind), c.size_bytes);
    return {};
}

} // namespace

std::string_view to_string(Workload value) { return word_of(kWorkloads, value); }
std::string_view to_string(Transport value) { return word_of(kTransports, value); }
std::string_view to_string(Placement value) { return word_of(kPlacements, value); }
std::string_view to_string(WaitMode value) { return word_of(kWaitModes, value); }
std::string_view to_string(MessageKind value) { return word_of(kKinds, value); }
std::string_view to_string(Direction value) { return word_of(kDirections, value); }
std::string_view to_string(Role value) { return word_of(kRoles, value); }

Result<Workload> parse_workload(std::string_view word) { return value_of(kWorkloads, "workload", word); }
Result<Transport> parse_transport(std::string_view word) { return value_of(kTransports, "transport", word); }
Result<Placement> parse_placement(std::string_view word) { return value_of(kPlacements, "placement", word); }
Result<WaitMode> parse_wait_mode(std::string_view word) { return value_of(kWaitModes, "wait mode", word); }
Result<MessageKind> parse_message_kind(std::string_view word) {
    return value_of(kKinds, "message kind", word);
}
Result<Direction> parse_direction(std::string_view word) { return value_of(kDirections, "direction", word); }
Result<Role> parse_role(std::string_view word) { return value_of(kRoles, "role", word); }

std::string case_id(const Case& c) {
    std::string id = fmt::format("{}-{}", to_string(c.workload), c.size_bytes);
    const Case usual;
    const auto append_if = [&id](bool differs, std::string_view word) {
        if (differs) id.append("-").append(word);
    };
    append_if(c.transport != usual.transport, to_string(c.transport));
    append_if(c.placement != usual.placement, to_string(c.placement));
    append_if(c.wait != usual.wait, to_string(c.wait));
    append_if(c.kind != usual.kind, to_string(c.kind));
    append_if(c.direction != usual.direction, to_string(c.direction));
    append_if(c.connections != usual.connections, fmt::format("c{}", c.connections));
    append_if(c.depth != usual.depth, fmt::format("d{}", c.depth));
    append_if(c.fragment_bytes != 0, fmt::format("f{}", c.fragment_bytes));
    append_if(c.rate_per_s != 0, fmt::format("r{}", c.rate_per_s));
    append_if(c.load_percent != 0, fmt::format("l{}", c.load_percent));
    append_if(c.p99_us != 0, fmt::format("p{}", c.p99_us));
    append_if(c.deflate, "deflate");
    append_if(c.resumed, "resumed");
    return id;
}

Result<Case> parse_case_id(std::string_view id) {
    Case c;
    std::string_view rest = id;

    const auto workload = parse_workload(next_part(rest));
    if (!workload) return not_an_id(id, workload.error().message);
    c.workload = *workload;

    const std::string_view size = next_part(rest);
    if (!read_number(size, c.size_bytes))
        return not_an_id(id, fmt::format("\"{}\" is not a size in bytes", size));

    while (!rest.empty()) {
        const std::string_view part = next_part(rest);
        if (const auto transport = parse_transport(part))
            c.transport = *transport;
        else if (const auto placement = parse_placement(part))
            c.placement = *placement;
        else if (const auto wait = parse_wait_mode(part))
            c.wait = *wait;
        else if (const auto kind = parse_message_kind(part))
            c.kind = *kind;
        else if (const auto direction = parse_direction(part))
            c.direction = *direction;
        else if (part == "deflate")
            c.deflate = true;
        else if (part == "resumed")
            c.resumed = true;
        else if (!read_lettered(part, 'c', c.connections) && !read_lettered(part, 'd', c.depth) &&
                 !read_lettered(part, 'f', c.fragment_bytes) && !read_lettered(part, 'r', c.rate_per_s) &&
                 !read_lettered(part, 'l', c.load_percent) && !read_lettered(part, 'p', c.p99_us))
            return not_an_id(id, fmt::format("\"{}\" is not a parameter", part));
    }
    if (const auto fine = check_case(c); !fine) return fine.error();
    // Parts in another order, named twice or naming the usual would be a second name for the same case.
    if (const std::string usual_id = case_id(c); usual_id != id)
        return not_an_id(id, fmt::format("the same case is called {}", usual_id));
    return c;
}

Result<void> check_case(const Case& c) {
    if (c.size_bytes < 0 || c.size_bytes > kLargestMessageBytes)
        return make_error(Trouble::usage, "case {}: \"size_bytes\" must be 0 to {}, got {}", case_id(c),
                          kLargestMessageBytes, c.size_bytes);
    if (c.connections < 1 || c.connections > kMostConnections)
        return make_error(Trouble::usage, "case {}: \"connections\" must be 1 to {}, got {}", case_id(c),
                          kMostConnections, c.connections);
    const bool piped = c.workload == Workload::pipeline;
    if (piped ? c.depth < 2 || c.depth > kDeepest : c.depth != 1)
        return make_error(Trouble::usage, "case {}: \"depth\" must be {}, got {}", case_id(c),
                          piped ? fmt::format("2 to {}", kDeepest)
                                : fmt::format("1 for {}", to_string(c.workload)),
                          c.depth);
    if (c.workload == Workload::connect && (c.size_bytes != 0 || c.kind != MessageKind::binary || c.deflate))
        return make_error(
            Trouble::usage,
            "case {}: connect sends no message: expected \"size_bytes\" 0, \"kind\" binary and no "
            "deflate",
            case_id(c));
    if (c.resumed && (c.workload != Workload::connect || c.transport != Transport::wss))
        return make_error(Trouble::usage,
                          "case {}: \"resumed\" is of the workload connect over wss, not of {} over {}",
                          case_id(c), to_string(c.workload), to_string(c.transport));
    if (const auto fine = check_transfer(c); !fine) return fine;
    if (const auto fine = check_stream(c); !fine) return fine;
    return is_open_loop(c) ? check_plan(c) : check_no_plan(c);
}

} // namespace tare::core
