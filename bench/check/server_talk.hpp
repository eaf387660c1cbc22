// The checker as a client of one server: walks through the steps of a vector on a connection of its own.
//
// Thread safety: none.
#pragma once

#include "bench/check/frames.hpp"
#include "bench/check/stream.hpp"
#include "bench/check/vectors.hpp"
#include "bench/check/verdict.hpp"

namespace tare::check {

/// Where it listens, and with what it is spoken to.
struct ServerAddress {
    std::uint16_t port = 0;
    TlsContext tls; ///< null: bare TCP
};

/// `patience`: how long each step may take.
Verdict talk_to_server(const ServerVector&, const ServerAddress&, Nanoseconds patience);

} // namespace tare::check
