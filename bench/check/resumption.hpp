// TLS sessions that are taken up again (RFC 8446, section 2.2), asked of a server.
//
// Thread safety: none.
#pragma once

#include "bench/check/sides.hpp"
#include "bench/run/ends.hpp"

namespace tare::check {

/// Whether a server that was started without --tls-resume sends no session tickets.
void check_full_handshakes(std::uint16_t port, const Setup&, const core::Variant&, Sheet&);

/// Whether one that is started with it sends tickets and takes them up. Starts a process of its own.
void check_resumption(run::EndStart, const Setup&, Sheet&);

} // namespace tare::check
