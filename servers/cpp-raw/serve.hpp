// The server over any backend.
#pragma once

#include "contract/cpp/server.hpp"
#include "servers/cpp-raw/app.hpp"
#include "wire/io/seam.hpp"
#include "wire/io/socket.hpp"
#include "wire/peer/peer.hpp"
#include "wire/ws/cpu.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace tare::servers {

/// Listens, announces and serves; returns only on failure.
template <template <class> class LoopOf>
Result<void> serve(const contract::ServerOptions& options) {
    using AppPeer = wire::peer::Peer<App>;
    wire::io::raise_descriptor_limit();
    std::optional<wire::tls::Context> tls;
    if (options.tls_cert) {
        using wire::tls::Resumption;
        auto made = wire::tls::Context::server(*options.tls_cert, *options.tls_key,
                                               options.tls_resume ? Resumption::on : Resumption::off);
        if (!made) return made.error();
        tls.emplace(std::move(*made));
    }
    App app;
    AppPeer peer(app, {.role = wire::ws::Role::server,
                       .mask = wire::ws::best_mask(wire::ws::detect_cpu_features()).run,
                       .tls = tls ? &*tls : nullptr,
                       .deflate = options.deflate ? std::optional(wire::deflate::Options{}) : std::nullopt,
                       .knows = App::knows,
                       .host = {},
                       .path = {},
                       .tls_name = {}});
    const bool spins = options.wait == contract::WaitMode::spin;
    auto loop = LoopOf<AppPeer>::make(peer, {.wait = spins ? wire::io::Wait::spin : wire::io::Wait::block});
    if (!loop) return loop.error();

    contract::Ready ready;
    auto plain = wire::io::listen_tcp(options.address, options.port);
    if (!plain) return plain.error();
    ready.ws = wire::io::local_port(*plain);
    if (auto listening = (*loop)->listen(std::move(*plain), wire::peer::kPlain); !listening) return listening;
    if (tls) {
        auto secure = wire::io::listen_tcp(options.address, 0);
        if (!secure) return secure.error();
        ready.wss = wire::io::local_port(*secure);
        if (auto listening = (*loop)->listen(std::move(*secure), wire::peer::kTls); !listening)
            return listening;
    }
    contract::announce(ready);
    for (;;) {
        (*loop)->turn(app.patience(**loop));
        app.push_due(peer, **loop);
    }
}

} // namespace tare::servers
