// An echo server on a scripted kernel, and what a peer sees of it.
#pragma once

#include "tests/catch.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/io/scripted/kernel.hpp"
#include "wire/peer/peer.hpp"
#include "wire/ws/cpu.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tare::tests {

inline constexpr const char* kKey = "dGhlIHNhbXBsZSBub25jZQ==";

struct EchoTestApp {
    struct State {};
    std::vector<wire::peer::Farewell> farewells;
    int opened_links = 0;

    template <class Link>
    void opened(Link&) {
        ++opened_links;
    }
    template <class Link>
    void message(Link& link, const wire::ws::Event& event) {
        if (as_text(event.payload) == "go away") return link.close(wire::ws::CloseCode::going_away);
        if (as_text(event.payload) == "say more") link.send(wire::ws::Opcode::text, ascii("more"));
        link.reply(event);
    }
    void ended(State&, const wire::peer::Farewell& farewell) { farewells.push_back(farewell); }

    static bool knows(std::string_view path) { return path == "/echo"; }
};

struct EchoFixture {
    using Peer = wire::peer::Peer<EchoTestApp>;
    using Loop = wire::io::scripted::Loop<Peer>;

    explicit EchoFixture(wire::io::Options options = {}, const wire::tls::Context* tls = nullptr,
                         std::size_t longest_message = std::size_t{1} << 20,
                         std::optional<wire::deflate::Options> deflate = {}) {
        wire::peer::Config config;
        config.mask = wire::ws::best_mask(wire::ws::detect_cpu_features()).run;
        config.longest_message = longest_message;
        config.tls = tls;
        config.knows = EchoTestApp::knows;
        config.deflate = deflate;
        peer = std::make_unique<Peer>(app, config);
        loop = std::move(*Loop::make(*peer, options));
        REQUIRE(loop->listen(wire::io::Socket(), tls != nullptr ? wire::peer::kTls : wire::peer::kPlain)
                    .has_value());
    }

    wire::io::scripted::World& world() { return loop->system().world(); }
    wire::io::scripted::Wire& wire(int fd) { return world().wire(fd); }
    int connect() {
        const int fd = world().knock();
        turns();
        return fd;
    }
    void turns(int n = 1) {
        for (int i = 0; i < n; ++i) loop->turn(Nanoseconds{0});
    }
    static std::string request(const std::string& path = "/echo") {
        return wire::http::make_request("localhost", path, kKey);
    }
    /// A connection with its handshake done.
    int open() {
        const int fd = connect();
        tell(fd, ascii(request()));
        REQUIRE(as_text(take(fd)) == wire::http::accept_response(kKey));
        return fd;
    }
    /// Says it in one piece and lets the server work.
    void tell(int fd, const Bytes& bytes) {
        world().say(fd, bytes);
        turns();
    }
    /// Everything that was sent since.
    Bytes take(int fd) { return std::exchange(wire(fd).sent, {}); }
    Bytes answer(int fd, const Bytes& bytes) {
        tell(fd, bytes);
        return take(fd);
    }

    EchoTestApp app;
    std::unique_ptr<Peer> peer;
    std::unique_ptr<Loop> loop;
};

} // namespace tare::tests
