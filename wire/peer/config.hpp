// What a peer is made of, as values.
#pragma once

#include "base/units.hpp"
#include "wire/deflate/codec.hpp"
#include "wire/tls/context.hpp"
#include "wire/ws/mask.hpp"
#include "wire/ws/protocol.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tare::wire::peer {

/// The tags that connections carry (io::ConnectionCore::tag): what is spoken under the WebSocket.
inline constexpr int kPlain = 0;
inline constexpr int kTls = 1;

struct Config {
    ws::Role role = ws::Role::server;
    ws::Mask mask = ws::mask_scalar;
    std::size_t longest_message = std::size_t{64} << 20; ///< payload bytes; longer ones are refused with 1009
    const tls::Context* tls = nullptr;                   ///< for connections tagged kTls; outlives the peer
    Nanoseconds handshake_within{10'000'000'000}; ///< TLS and HTTP together, whatever arrives how slowly
    Nanoseconds close_within{2'000'000'000};      ///< from our close frame to the peer's

    /// permessage-deflate: a server accepts it when it is offered, a client offers it and takes no for an
    /// error. Absent: there is no compression.
    std::optional<deflate::Options> deflate;

    bool (*knows)(std::string_view path) = nullptr; ///< server: which paths there are
    std::string host, path;                         ///< client: for the request; host with its port
    std::string tls_name;                           ///< client: whom the certificate must name
};

/// How a connection ended, for people.
struct Farewell {
    ws::CloseCode code = ws::CloseCode::no_status; ///< of the close frame that ended it, sent or received
    std::string why;                               ///< empty after a regular close handshake
};

} // namespace tare::wire::peer
