// A connection as the io_uring backend keeps it: what the kernel has been asked for and has not answered yet.
#pragma once

#include "wire/io/connection.hpp"

#include <cstdint>
#include <span>

namespace tare::wire::io::uring {

/// The receive request that the kernel has.
enum class Receiving : std::uint8_t {
    nothing,
    shared, ///< multishot, into the buffers of the ring
    own,    ///< one read, into the connection's own buffer, behind what is there
};

template <class Handler>
struct UringConnection : ConnectionCore {
    typename Handler::State state;

    Receiving receiving = Receiving::nothing;
    bool cancelling = false;  ///< it was asked to stop
    bool wants_own = false;   ///< its messages are larger than a shared buffer
    bool undelivered = false; ///< something arrived while it was paused
    bool ended_by_peer = false;
    std::uint8_t small_reads = 0; ///< in a row, into its own buffer

    /// A send is queued that is silent when it succeeds: known after the next call into the kernel.
    bool send_queued = false;
    int send_result = 0;                ///< of a queued send that was not silent
    bool send_failed = false;           ///< it was not
    std::span<const std::byte> sending; ///< its bytes
    int sending_shared = -1;            ///< the ring's buffer in which they lie
    bool sending_held = false;          ///< or they lie in held.buffer
    Buffer sending_own;                 ///< or here; also where held.buffer goes while they are needed

    bool flushing = false; ///< the kernel has a send of `flushed`
    Outbox flushed;        ///< must not move while it has

    int closing_fd = -1; ///< dropped; closed as soon as the kernel has nothing of it

    [[nodiscard]] bool sends_pending() const { return send_queued || flushing || !out.empty(); }
    [[nodiscard]] std::size_t unsent() const { return out.size() + flushed.size(); }
    [[nodiscard]] bool quiet() const { return receiving == Receiving::nothing && !send_queued && !flushing; }
};

} // namespace tare::wire::io::uring
