#include "tests/catch.hpp"
#include "tests/wire/tls/certificate.hpp"
#include "wire/tls/session.hpp"

#include <algorithm>
#include <array>
#include <vector>

using namespace tare;
using namespace tare::wire::tls;
using tare::tests::Certificate;

namespace {

using Bytes = std::vector<std::byte>;

/// Carries everything that waits in `from` to `to`, `step` bytes at a time; what `to` decrypts is appended to
/// `plain`. Returns to's last status.
Status carry(Session& from, Session& to, std::size_t step, Bytes& plain) {
    const Bytes wire(from.outgoing().begin(), from.outgoing().end());
    from.sent(wire.size());
    Status last = Status::wants_input;
    std::array<std::byte, 4096> room{};
    for (std::size_t at = 0; at < wire.size(); at += step) {
        to.feed(std::span(wire).subspan(at, std::min(step, wire.size() - at)));
        for (;;) {
            const ReadOutcome outcome = to.read(room);
            last = outcome.status;
            if (outcome.status != Status::ok) break;
            plain.insert(plain.end(), room.begin(),
                         room.begin() + static_cast<std::ptrdiff_t>(outcome.bytes));
        }
        if (last != Status::wants_input) break;
    }
    return last;
}

/// Passes flights until neither side has anything to say.
void shake_hands(Session& client, Session& server, std::size_t step) {
    Bytes nothing;
    for (int flight = 0; flight < 4; ++flight) {
        carry(client, server, step, nothing);
        carry(server, client, step, nothing);
    }
    CHECK(nothing.empty());
}

Bytes numbered(std::size_t size) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 31 + i / 251);
    return bytes;
}

} // namespace

TEST_CASE("both ends of a session understand each other, however the ciphertext is cut") {
    const Certificate certificate("DNS:localhost,IP:127.0.0.1");
    const auto server_context = Context::server(certificate.certificate_file(), certificate.key_file());
    const auto client_context = Context::client(certificate.certificate_file());
    REQUIRE(server_context.has_value());
    REQUIRE(client_context.has_value());
    const std::size_t step = GENERATE(std::size_t{1}, std::size_t{17}, std::size_t{1} << 20);
    auto client = Session::connect(*client_context, "127.0.0.1");
    auto server = Session::accept(*server_context);
    REQUIRE(client.has_value());
    REQUIRE(server.has_value());
    CHECK_FALSE(client->write(numbered(1))); // not before the handshake

    shake_hands(*client, *server, step);
    REQUIRE(client->established());
    REQUIRE(server->established());

    for (const std::size_t size :
         {std::size_t{1}, std::size_t{16384}, std::size_t{16385}, std::size_t{100'000}}) {
        const Bytes message = numbered(size);
        Bytes arrived;
        REQUIRE(client->write(message));
        // Each record: 5 bytes header, 1 byte content type, 16 bytes tag (RFC 8446, section 5.2).
        const std::size_t records = (size + 16383) / 16384;
        CHECK(client->outgoing().size() == size + records * 22);
        CHECK(carry(*client, *server, step, arrived) == Status::wants_input);
        CHECK(arrived == message);

        Bytes back;
        REQUIRE(server->write(arrived));
        CHECK(carry(*server, *client, step, back) == Status::wants_input);
        CHECK(back == message);
    }

    Bytes rest;
    client->shutdown();
    CHECK(carry(*client, *server, step, rest) == Status::closed);
    CHECK(rest.empty());
}

TEST_CASE("a session survives being moved") {
    const Certificate certificate("DNS:localhost");
    const auto server_context = Context::server(certificate.certificate_file(), certificate.key_file());
    const auto client_context = Context::client(certificate.certificate_file());
    auto client = Session::connect(*client_context, "localhost");
    auto first = Session::accept(*server_context);
    Session server = std::move(*first);
    shake_hands(*client, server, 100);
    Session moved = std::move(server);
    Bytes arrived;
    REQUIRE(client->write(numbered(10)));
    carry(*client, moved, 100, arrived);
    CHECK(arrived == numbered(10));
}

TEST_CASE("a certificate for another name or from another authority is refused") {
    const Certificate certificate("DNS:localhost,IP:127.0.0.1");
    const Certificate stranger("DNS:localhost,IP:127.0.0.1");
    const auto server_context = Context::server(certificate.certificate_file(), certificate.key_file());
    const auto trusting = Context::client(certificate.certificate_file());
    const auto elsewhere = Context::client(stranger.certificate_file());
    Bytes nothing;

    const auto refused_because = [&](const Context& context, const std::string& host) {
        auto client = Session::connect(context, host);
        auto server = Session::accept(*server_context);
        carry(*client, *server, 1 << 20, nothing);
        CHECK(carry(*server, *client, 1 << 20, nothing) == Status::failed);
        CHECK_FALSE(client->established());
        CHECK_FALSE(client->outgoing().empty()); // the alert
        return client->failure();
    };
    CHECK(refused_because(*trusting, "127.0.0.2").find("IP address mismatch") != std::string::npos);
    CHECK(refused_because(*trusting, "[::1]").find("IP address mismatch") != std::string::npos);
    CHECK(refused_because(*trusting, "example.test").find("hostname mismatch") != std::string::npos);
    CHECK(refused_because(*elsewhere, "localhost").find("certificate is refused") != std::string::npos);
    CHECK(nothing.empty());
}

TEST_CASE("what is not TLS ends the session with a reason and an alert") {
    const Certificate certificate("DNS:localhost");
    const auto context = Context::server(certificate.certificate_file(), certificate.key_file());
    auto server = Session::accept(*context);
    const std::string http = "GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n";
    server->feed(std::as_bytes(std::span(http)));
    std::array<std::byte, 64> room{};
    CHECK(server->read(room).status == Status::failed);
    CHECK(server->failure().find("http request") != std::string::npos);
    CHECK(server->read(room).status == Status::failed); // and stays so
    CHECK_FALSE(server->write(numbered(1)));
}

TEST_CASE("bad files are named") {
    const Certificate one("DNS:localhost");
    const Certificate two("DNS:localhost");
    const auto missing = Context::server("/nowhere/cert.pem", one.key_file());
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().trouble == Trouble::usage);
    CHECK(missing.error().message.find("/nowhere/cert.pem") != std::string::npos);
    const auto mixed = Context::server(one.certificate_file(), two.key_file());
    REQUIRE_FALSE(mixed.has_value());
    CHECK(mixed.error().message.find(two.key_file()) != std::string::npos);
    CHECK_FALSE(Context::client("/nowhere/ca.pem").has_value());
}

TEST_CASE("a session is resumed by the ticket that came last, and never without one") {
    const Certificate certificate("DNS:localhost");
    const auto server_context =
        Context::server(certificate.certificate_file(), certificate.key_file(), Resumption::on);
    const auto client_context = Context::client(certificate.certificate_file(), Resumption::on);
    REQUIRE(server_context.has_value());
    REQUIRE(client_context.has_value());
    const void* ticket_before = nullptr;
    for (int connection = 0; connection < 4; ++connection) {
        CAPTURE(connection);
        auto client = Session::connect(*client_context, "localhost");
        auto server = Session::accept(*server_context);
        shake_hands(*client, *server, 100);
        REQUIRE(client->established());
        CHECK(client->resumed() == (connection > 0)); // the first has nothing to resume
        CHECK(server->resumed() == client->resumed());
        CHECK(client_context->ticket() != ticket_before); // each handshake brings a ticket of its own
        ticket_before = client_context->ticket();
        Bytes arrived;
        REQUIRE(client->write(numbered(10)));
        carry(*client, *server, 100, arrived);
        CHECK(arrived == numbered(10));
        // Half of them end without close_notify, which must not cost the ticket.
        if (connection % 2 == 0) client->shutdown();
    }
}

TEST_CASE("whoever does not ask for resumption shakes hands in full") {
    const Certificate certificate("DNS:localhost");
    const bool server_resumes = GENERATE(false, true);
    const auto server_context = Context::server(certificate.certificate_file(), certificate.key_file(),
                                                server_resumes ? Resumption::on : Resumption::off);
    const auto client_context =
        Context::client(certificate.certificate_file(), server_resumes ? Resumption::off : Resumption::on);
    for (int connection = 0; connection < 2; ++connection) {
        auto client = Session::connect(*client_context, "localhost");
        auto server = Session::accept(*server_context);
        shake_hands(*client, *server, 100);
        REQUIRE(client->established());
        CHECK_FALSE(client->resumed());
        CHECK(client_context->ticket() == nullptr);
    }
}
