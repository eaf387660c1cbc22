// The floor's server: one connection after the other, each served until its peer closes it.
#pragma once

#include "contract/cpp/server.hpp"
#include "servers/cpp-floor/serve_asks.hpp"
#include "wire/floor/exchange.hpp"
#include "wire/floor/sockets.hpp"
#include "wire/floor/tls_channel.hpp"

#include <optional>
#include <vector>

namespace tare::servers {

/// Reads the preface, then answers every request with its own last part, until the peer closes. A peer that
/// misbehaves loses its connection and nothing else.
template <class Channel>
void converse(Channel& channel, contract::WaitMode wait) {
    using namespace wire::floor;
    Preface preface;
    if (channel.exchange({}, preface) != Outcome::done) return;
    const auto exchange = decode(preface);
    if (!exchange || exchange->kind == Kind::broadcast) return;
    if (exchange->kind == Kind::asks) return AskedServer(channel, wait).serve();
    std::vector<std::byte> request(exchange->request_bytes);
    const auto reply = std::span<const std::byte>(request).last(exchange->reply_bytes);
    Outcome outcome = channel.exchange({}, request);
    while (outcome == Outcome::done) outcome = channel.exchange(reply, request);
}

/// Listens and serves; returns only on failure.
template <class Engine>
Result<void> serve(const contract::ServerOptions& options) {
    namespace floor = wire::floor;
    auto engine = Engine::create(options.wait);
    if (!engine) return engine.error();
    auto plain = floor::listen_tcp(options.address, options.port);
    if (!plain) return plain.error();

    std::optional<wire::tls::Context> context;
    floor::Socket secure;
    if (options.tls_cert && options.tls_key) {
        using wire::tls::Resumption;
        auto made = wire::tls::Context::server(*options.tls_cert, *options.tls_key,
                                               options.tls_resume ? Resumption::on : Resumption::off);
        if (!made) return made.error();
        context = std::move(*made);
        auto listening = floor::listen_tcp(options.address, 0);
        if (!listening) return listening.error();
        secure = std::move(*listening);
    }
    contract::announce({.ws = floor::local_port(*plain),
                        .wss = context ? std::optional(floor::local_port(secure)) : std::nullopt});
    for (;;) {
        const auto accepted = floor::accept_either(*plain, secure);
        if (!accepted) return accepted.error();
        const auto channel = engine->channel(accepted->socket.descriptor(), Nanoseconds{0});
        if (!accepted->on_second) {
            converse(*channel, options.wait);
            continue;
        }
        auto session = wire::tls::Session::accept(*context);
        if (!session) return session.error();
        floor::TlsChannel secured(*channel, std::move(*session));
        converse(secured, options.wait);
    }
}

} // namespace tare::servers
