// The contract's requests and answers as values (CONTRACT.md). Parsing them is in client.cpp; a contender
// sees only these.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"

#include <cstdint>
#include <map>
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

/// `open`: the URL taken apart.
struct OpenRequest {
    bool tls = false;
    std::string host; ///< as in the URL; for wss the certificate must name it
    std::uint16_t port = 0;
    std::string path;    ///< begins with '/'
    std::string ca_file; ///< PEM; empty for ws
    int connections = 1;
    bool deflate = false; ///< offer permessage-deflate
};

/// `block`: what the next `go` shall do.
struct BlockRequest {
    std::string workload = "echo";
    std::int64_t size_bytes = 0;
    int depth = 1; ///< messages outstanding on each connection
    MessageKind kind = MessageKind::binary;
    Nanoseconds duration{0};
    Nanoseconds deadline{0}; ///< the longest silence that is borne
    std::uint64_t seed = 1;
};

/// `ran`.
struct BlockReport {
    std::int64_t operations = 0;
    std::int64_t bytes = 0; ///< payload, one way
    StampNs started_ns = 0;
    StampNs ended_ns = 0;
};

/// The answer to --probe.
struct Probe {
    std::map<std::string, std::string> versions;
    std::string features;
};

} // namespace tare::contract
