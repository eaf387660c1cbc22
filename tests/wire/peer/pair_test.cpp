// Both ends of this library talking to each other, plain and over TLS, on two scripted kernels that a test
// joins. (What each end says in bytes is tested elsewhere; here it is whether they understand each other.)
#include "tests/catch.hpp"
#include "tests/wire/peer/echo_fixture.hpp"
#include "tests/wire/tls/certificate.hpp"

using namespace tare;
using namespace tare::tests;
using wire::ws::CloseCode;
using wire::ws::Opcode;

namespace {

struct Collector {
    struct State {};
    std::vector<std::pair<Opcode, Bytes>> messages;
    std::vector<wire::peer::Farewell> farewells;
    int opened_links = 0;

    template <class Link>
    void opened(Link&) {
        ++opened_links;
    }
    template <class Link>
    void message(Link&, const wire::ws::Event& event) {
        messages.emplace_back(event.opcode, Bytes(event.payload.begin(), event.payload.end()));
    }
    void ended(State&, const wire::peer::Farewell& farewell) { farewells.push_back(farewell); }
};

struct PairFixture {
    using Peer = wire::peer::Peer<Collector>;
    using Loop = wire::io::scripted::Loop<Peer>;

    PairFixture(std::size_t step_bytes, const wire::tls::Context* server_tls,
                const wire::tls::Context* client_tls, const std::string& tls_name)
        : server({}, server_tls), step(step_bytes) {
        wire::peer::Config config;
        config.role = wire::ws::Role::client;
        config.mask = wire::ws::best_mask(wire::ws::detect_cpu_features()).run;
        config.tls = client_tls;
        config.host = "localhost";
        config.path = "/echo";
        config.tls_name = tls_name;
        client = std::make_unique<Peer>(collector, config);
        loop = std::move(*Loop::make(*client, {}));
        server_fd = server.connect();
        client_fd = loop->system().world().connected();
        const int tag = client_tls != nullptr ? wire::peer::kTls : wire::peer::kPlain;
        connection = *loop->adopt(wire::io::Socket(client_fd), tag);
    }
    /// Carries what each has sent to the other, a piece at a time, until both are silent.
    void settle() {
        for (bool moved = true; moved;) {
            moved = carry(server.world(), server_fd, loop->system().world(), client_fd, *loop);
            moved |= carry(loop->system().world(), client_fd, server.world(), server_fd, *server.loop);
        }
    }
    template <class ToLoop>
    bool carry(wire::io::scripted::World& from, int from_fd, wire::io::scripted::World& to, int to_fd,
               ToLoop& to_loop) {
        const Bytes bytes = std::exchange(from.wire(from_fd).sent, {});
        for (std::size_t at = 0; at < bytes.size(); at += step)
            to.say(to_fd, std::span(bytes).subspan(at, std::min(step, bytes.size() - at)));
        if (from.wire(from_fd).writing_ended && !to.wire(to_fd).ended) to.hang_up(to_fd);
        while (!to.wire(to_fd).closed && !to.wire(to_fd).incoming.empty()) to_loop.turn(Nanoseconds{0});
        to_loop.turn(Nanoseconds{0});
        return !bytes.empty();
    }

    EchoFixture server;
    std::size_t step;
    Collector collector;
    std::unique_ptr<Peer> client;
    std::unique_ptr<Loop> loop;
    typename Loop::Connection* connection = nullptr;
    int server_fd = 0, client_fd = 0;
};

} // namespace

TEST_CASE("an echo there and back, whatever the pieces") {
    const bool with_tls = GENERATE(false, true);
    const std::size_t step =
        GENERATE(std::size_t{1}, std::size_t{13}, std::size_t{4096}, std::size_t{1} << 20);
    const Certificate certificate("DNS:localhost,IP:127.0.0.1");
    const auto server_tls =
        wire::tls::Context::server(certificate.certificate_file(), certificate.key_file());
    const auto client_tls = wire::tls::Context::client(certificate.certificate_file());
    PairFixture pair(step, with_tls ? &*server_tls : nullptr, with_tls ? &*client_tls : nullptr, "127.0.0.1");
    pair.settle();
    REQUIRE(pair.collector.opened_links == 1);
    REQUIRE(pair.server.app.opened_links == 1);

    const std::size_t most = step == 1 ? 5000 : 300'000;
    std::vector<std::pair<Opcode, Bytes>> expected;
    for (const std::size_t size : {0, 1, 125, 126, 4000, 16384, 65535, 65536, 300'000}) {
        if (size > most) continue;
        expected.emplace_back(Opcode::binary, numbered(size));
        pair.client->send(*pair.loop, *pair.connection, Opcode::binary, numbered(size));
    }
    expected.emplace_back(Opcode::text, ascii("and text"));
    pair.client->send(*pair.loop, *pair.connection, Opcode::text, ascii("and text"));
    pair.settle();
    CHECK(pair.collector.messages == expected);

    pair.client->close(*pair.loop, *pair.connection, CloseCode::normal);
    pair.settle();
    pair.settle();
    REQUIRE(pair.collector.farewells.size() == 1);
    CHECK(pair.collector.farewells[0].code == CloseCode::normal);
    CHECK(pair.collector.farewells[0].why.empty());
    REQUIRE(pair.server.app.farewells.size() == 1);
    CHECK(pair.server.app.farewells[0].why.empty());
}

TEST_CASE("a client does not talk to a server whose certificate names another") {
    const Certificate certificate("DNS:localhost");
    const auto server_tls =
        wire::tls::Context::server(certificate.certificate_file(), certificate.key_file());
    const auto client_tls = wire::tls::Context::client(certificate.certificate_file());
    PairFixture pair(1 << 20, &*server_tls, &*client_tls, "127.0.0.1");
    pair.settle();
    pair.settle();
    CHECK(pair.collector.opened_links == 0);
    CHECK(pair.server.app.opened_links == 0);
    REQUIRE(pair.collector.farewells.size() == 1);
    CHECK(pair.collector.farewells[0].why.find("IP address mismatch") != std::string::npos);
}

TEST_CASE("plain text on the port for TLS ends that connection, not the server") {
    const Certificate certificate("DNS:localhost");
    const auto server_tls =
        wire::tls::Context::server(certificate.certificate_file(), certificate.key_file());
    EchoFixture f({}, &*server_tls);
    const int fd = f.connect();
    f.tell(fd, ascii(EchoFixture::request()));
    CHECK(f.wire(fd).writing_ended);
    CHECK(f.app.opened_links == 0);
    const int quiet = f.connect();
    f.turns();
    CHECK_FALSE(f.wire(quiet).closed);
}
