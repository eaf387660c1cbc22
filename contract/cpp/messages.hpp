// The contract's requests and answers as values (CONTRACT.md). Parsing them is in client.cpp; a contender
// sees only these.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace tare::contract {

enum class MessageKind {
    binary,
    text,
    corpus, ///< text messages that compress as prose does
};

/// What the frames of such a message are: binary or text.
constexpr MessageKind on_wire(MessageKind kind) {
    return kind == MessageKind::binary ? MessageKind::binary : MessageKind::text;
}

enum class WaitMode { block, spin };

inline constexpr std::int64_t kLargestMessageBytes = std::int64_t{64} << 20;

/// `open`: the URL taken apart.
struct OpenRequest {
    bool tls = false;
    std::string host; ///< as in the URL; for wss the certificate must name it
    std::uint16_t port = 0;
    std::string path;    ///< begins with '/'
    std::string ca_file; ///< PEM; empty for ws
    int connections = 1;
    bool deflate = false; ///< offer permessage-deflate
    bool resume = false;  ///< TLS sessions are taken up again by the connections of the connect workload
};

/// `block`: what the next `go` shall do.
struct BlockRequest {
    std::string workload = "echo";
    std::int64_t size_bytes = 0;
    int depth = 1;                   ///< messages outstanding on each connection
    std::int64_t rate_per_s = 0;     ///< of rate: messages a second, over all connections; of stream: maybe
    bool upwards = false;            ///< of transfer: from the client to the server
    std::int64_t fragment_bytes = 0; ///< of transfer: 0: the file is one frame
    MessageKind kind = MessageKind::binary;
    Nanoseconds duration{0};
    Nanoseconds deadline{0}; ///< the longest silence that is borne
    std::uint64_t seed = 1;
};

/// How many operations each of several connections did: from the one with the fewest to the one with the
/// most.
struct PerConnection {
    std::int64_t least = 0, median = 0, most = 0;
};

/// `ran`.
struct BlockReport {
    std::int64_t operations = 0;
    std::int64_t bytes = 0; ///< payload, one way
    StampNs started_ns = 0;
    StampNs ended_ns = 0;
    std::optional<PerConnection> per_connection{}; ///< of several connections, where the client tells
};

/// Of the operations of each connection, at least one; reorders them.
PerConnection per_connection(std::span<std::int64_t> operations);

/// The answer to --probe.
struct Probe {
    std::map<std::string, std::string> versions;
    std::string features;
};

} // namespace tare::contract
