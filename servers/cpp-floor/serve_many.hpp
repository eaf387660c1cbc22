// The floor's server of many connections: one thread and one epoll instance. What it answers is what
// serve.hpp's server answers; that one has the least system calls for one connection, this one for many.
#pragma once

#include "contract/cpp/server.hpp"
#include "wire/floor/epoll.hpp"
#include "wire/floor/exchange.hpp"
#include "wire/floor/sockets.hpp"
#include "wire/io/socket.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <vector>

namespace tare::servers {

class ManyServer {
  public:
    ManyServer(wire::floor::Epoll epoll, wire::floor::Socket listener)
        : epoll_(std::move(epoll)), listener_(std::move(listener)), shared_(Pieces::kSharedBytes) {}

    /// Returns only when the listener cannot be watched.
    Result<void> serve() {
        if (!epoll_.watch(listener_.descriptor(), kListener))
            return make_error(Trouble::environment, "epoll: cannot watch the listener");
        for (;;)
            for (const epoll_event& event : epoll_.wait()) {
                if (event.data.u64 == kListener)
                    accept();
                else
                    look_at(event.data.u64);
            }
    }

  private:
    using Pieces = wire::floor::Pieces;
    using Flow = wire::floor::Flow;

    static constexpr std::uint64_t kListener = ~std::uint64_t{0};
    static constexpr std::size_t kPartsASend = 64;

    struct Peer {
        wire::floor::Socket socket;
        Pieces requests;
        wire::floor::Sender replies;
        std::size_t reply_bytes = 0; ///< 0: the preface has not come
        bool broadcasts = false;
    };

    void accept() {
        for (;;) {
            wire::floor::Socket socket(
                ::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            if (socket.descriptor() < 0) {
                if (errno == EINTR || errno == ECONNABORTED) continue;
                return; // no more, or none can be had; the others are served on
            }
            wire::floor::set_no_delay(socket);
            const auto number = static_cast<std::size_t>(socket.descriptor());
            if (number >= peers_.size()) peers_.resize(2 * number + 1);
            auto peer = std::make_unique<Peer>();
            peer->socket = std::move(socket);
            peer->requests.set_size(wire::floor::kPrefaceBytes);
            if (epoll_.watch(peer->socket.descriptor(), number)) peers_[number] = std::move(peer);
        }
    }

    /// A peer that misbehaves or leaves loses its connection and nothing else. Its number may be another's
    /// by the time of a later event of the same wait; such an event finds nothing to do.
    void look_at(std::uint64_t number) {
        Peer* const peer = number < peers_.size() ? peers_[number].get() : nullptr;
        if (peer == nullptr) return;
        const int descriptor = peer->socket.descriptor();
        const bool sent = peer->replies.flush(descriptor);
        if (!sent || (!peer->replies.waits() && read(*peer) == Flow::ended)) peers_[number].reset();
    }

    Flow read(Peer& peer) {
        bool fine = true;
        Flow flow = Flow::waits;
        if (peer.reply_bytes == 0) {
            flow = peer.requests.receive(peer.socket.descriptor(),
                                         std::span(shared_).first(wire::floor::kPrefaceBytes),
                                         [&](std::span<std::byte> preface) {
                                             fine = begin(peer, preface);
                                             return false;
                                         });
            if (flow == Flow::ended || !fine) return Flow::ended;
            if (peer.reply_bytes == 0) return flow;
        }
        flow = peer.requests.receive(peer.socket.descriptor(), shared_, [&](std::span<std::byte> requests) {
            fine = peer.broadcasts ? broadcast(peer, requests) : answer(peer, requests);
            // A peer that does not read its answers gets no more of them.
            return fine && !peer.replies.waits();
        });
        return fine ? flow : Flow::ended;
    }

    static bool begin(Peer& peer, std::span<std::byte> bytes) {
        wire::floor::Preface preface;
        std::copy_n(bytes.begin(), preface.size(), preface.begin());
        const auto exchange = wire::floor::decode(preface);
        if (!exchange || exchange->kind == wire::floor::Kind::asks) return false;
        peer.broadcasts = exchange->kind == wire::floor::Kind::broadcast;
        peer.requests.set_size(exchange->request_bytes);
        peer.reply_bytes = exchange->reply_bytes;
        // So that a client knows that this one will have the next message.
        if (peer.broadcasts)
            return peer.replies.send(peer.socket.descriptor(), std::vector<std::byte>(peer.reply_bytes));
        return true;
    }

    /// Each request's own last part.
    static bool answer(Peer& peer, std::span<std::byte> requests) {
        const std::size_t request_bytes = peer.requests.size();
        std::array<iovec, kPartsASend> parts;
        while (!requests.empty()) {
            std::size_t count = 0;
            for (; count < parts.size() && !requests.empty(); ++count) {
                parts[count] = {requests.data() + (request_bytes - peer.reply_bytes), peer.reply_bytes};
                requests = requests.subspan(request_bytes);
            }
            if (!peer.replies.send(peer.socket.descriptor(), std::span(parts).first(count))) return false;
        }
        return true;
    }

    /// To every peer of its kind; one that does not take it is found out when its socket says so.
    bool broadcast(Peer& from, std::span<std::byte> requests) {
        for (; !requests.empty(); requests = requests.subspan(from.requests.size())) {
            const auto reply = requests.first(from.requests.size()).last(from.reply_bytes);
            for (auto& peer : peers_)
                if (peer && peer->broadcasts && !peer->replies.send(peer->socket.descriptor(), reply) &&
                    peer.get() == &from)
                    return false;
        }
        return true;
    }

    wire::floor::Epoll epoll_;
    wire::floor::Socket listener_;
    std::vector<std::byte> shared_;
    std::vector<std::unique_ptr<Peer>> peers_; ///< by descriptor
};

/// Listens and serves; returns only on failure.
inline Result<void> serve_many(const contract::ServerOptions& options) {
    wire::io::raise_descriptor_limit();
    auto epoll = wire::floor::Epoll::create(options.wait);
    if (!epoll) return epoll.error();
    auto listener = wire::floor::listen_tcp(options.address, options.port);
    if (!listener) return listener.error();
    wire::floor::set_non_blocking(*listener);
    contract::announce({.ws = wire::floor::local_port(*listener), .wss = std::nullopt});
    return ManyServer(std::move(*epoll), std::move(*listener)).serve();
}

} // namespace tare::servers
