// A case: a workload with every parameter fixed. Its identity is its id; its id is made from its parameters,
// so that two cases with the same id are the same measurement.
#pragma once

#include "base/error.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace tare::core {

enum class Workload { echo, pipeline, rate, connect, stream, transfer, broadcast }; // fetch follows
enum class Transport { ws, wss };
enum class Placement { same, split, smt, numa, network };
enum class WaitMode { block, spin };
enum class MessageKind { binary, text, corpus };
enum class Direction { none, down, up }; ///< of a transfer: down is from the server to the client
enum class Role { floor, server, client, pair };

/// The field's words, as they stand in files, on the command line and in results.
std::string_view to_string(Workload);
std::string_view to_string(Transport);
std::string_view to_string(Placement);
std::string_view to_string(WaitMode);
std::string_view to_string(MessageKind);
std::string_view to_string(Direction);
std::string_view to_string(Role);

/// The inverse; the error lists the words that are allowed.
Result<Workload> parse_workload(std::string_view);
/// Whether its operations have two stamps, however few are under way at once (CONTRACT.md, "The stamps").
constexpr bool stamps_pairs(Workload workload) {
    return workload == Workload::connect || workload == Workload::stream || workload == Workload::broadcast;
}
Result<Transport> parse_transport(std::string_view);
Result<Placement> parse_placement(std::string_view);
Result<WaitMode> parse_wait_mode(std::string_view);
Result<MessageKind> parse_message_kind(std::string_view);
Result<Direction> parse_direction(std::string_view); ///< down or up
Result<Role> parse_role(std::string_view);

struct Case {
    Workload workload = Workload::echo;
    std::int64_t size_bytes = 256; ///< payload of one message, 0 .. 64 MiB
    int connections = 1;           ///< open at once, 1 .. 100 000
    int depth = 1; ///< messages outstanding on each connection: 2 .. 1 024 of pipeline, 1 of all others
    Transport transport = Transport::ws;
    Placement placement = Placement::same;
    WaitMode wait = WaitMode::block;
    MessageKind kind = MessageKind::binary;
    bool deflate = false; ///< permessage-deflate (RFC 7692) is offered and accepted
    bool resumed = false; ///< of connect over wss: each TLS session is resumed by a ticket of one before it
    Direction direction = Direction::none; ///< of transfer, down or up; of all others none
    std::int64_t fragment_bytes = 0; ///< of transfer: the file comes in fragments of so many bytes; 0: whole
    /// Of rate, exactly one of the three is set: messages a second over all connections, 100 .. 100 000 000;
    /// that as a share of the pair's own capacity, 1 .. 99 %; or a response time, 1 .. 10 000 000 us, whose
    /// p99 is to hold at the highest rate that can be found (docs/method.md, "Open loop"). Of stream,
    /// rate_per_s may be: what the server pushes a second on each connection; 0: as fast as it goes.
    std::int64_t rate_per_s = 0;
    int load_percent = 0;
    std::int64_t p99_us = 0;

    friend auto operator<=>(const Case&, const Case&) = default;
};

inline constexpr std::int64_t kLargestMessageBytes = std::int64_t{64} << 20;
inline constexpr int kMostConnections = 100'000;
inline constexpr int kDeepest = 1'024;
/// Below this a block of 200 ms may have no message at all: e^-20 of them have none at 100 a second.
inline constexpr std::int64_t kLowestRate = 100, kHighestRate = 100'000'000;
inline constexpr int kHighestLoad = 99;
inline constexpr std::int64_t kLongestP99Us = 10'000'000;

/// All that a server sees are connections and messages that it echoes, so every server can do its part.
constexpr bool needs_an_echo_only(const Case& c) {
    return c.workload == Workload::pipeline || c.workload == Workload::rate ||
           c.workload == Workload::connect;
}

/// How fast is found out for each pair of ends, in each session.
constexpr bool wants_capacity(const Case& c) { return c.load_percent > 0 || c.p99_us > 0; }

/// The messages are sent by a schedule and not by the answers to those before.
constexpr bool is_open_loop(const Case& c) { return c.workload == Workload::rate; }

/// Something other than the two ends says how many messages there are in a second: what they spend and how
/// late they are can be judged then, and not how long a block takes.
constexpr bool has_a_pace(const Case& c) { return is_open_loop(c) || c.rate_per_s > 0; }

/// "echo-256", and what differs from the usual appended in a fixed order:
/// "echo-8192-wss-split-spin-text-c50", "pipeline-256-c50-d16", "echo-8192-corpus-deflate",
/// "rate-256-split-r50000", "rate-256-split-c50-l70", "rate-256-split-c50-p1000", "stream-240-text",
/// "transfer-7000000-up-f65536", "broadcast-256-c100", "connect-0-wss-resumed".
std::string case_id(const Case&);

/// The case that an id names, whether or not a suite declares it; so any size can be asked for by name.
Result<Case> parse_case_id(std::string_view id);

/// Says which parameter is out of range, and what the range is.
Result<void> check_case(const Case&);

} // namespace tare::core
