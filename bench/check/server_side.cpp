#include "bench/check/reach.hpp"
#include "bench/check/resumption.hpp"
#include "bench/check/server_talk.hpp"
#include "bench/check/services.hpp"
#include "bench/check/sides.hpp"

#include <algorithm>

namespace tare::check {
namespace {

bool needs_deflate(const ServerVector& vector) {
    return std::ranges::find(vector.about.needs, "deflate") != vector.about.needs.end();
}

/// permessage-deflate is asked for with an argument, so this takes another process.
void check_deflate(run::EndStart start, const Setup& setup, Sheet& sheet) {
    const bool can_tls = start.variant->can.tls;
    std::optional<run::ServerEnd> server;
    start.deflate = true;
    sheet.ask(question("start with --deflate", "contract, Server", {"deflate"}), "", [&] {
        auto started = run::ServerEnd::start(start, can_tls ? std::optional(setup.tls) : std::nullopt);
        if (!started) return Verdict::fail(started.error().message);
        server.emplace(std::move(*started));
        return Verdict::pass();
    });
    if (!server && start.variant->can.deflate) return;
    const auto context = client_context(setup.tls.certificate, TlsVersion::v1_3, TlsVersion::v1_3);
    for (const ServerVector& vector : setup.server_vectors) {
        if (!needs_deflate(vector)) continue;
        sheet.ask(vector.about, "", [&] {
            return talk_to_server(vector, {port_of(*server, core::Transport::ws), nullptr}, setup.patience);
        });
        if (server && server->process().ending()) {
            const auto trouble = server->own_trouble();
            sheet.put(question("survival", "contract, Trouble"),
                      Verdict::fail(fmt::format("after {}: {}", vector.about.id,
                                                trouble ? trouble->message : "it ended")));
            return;
        }
        if (!vector.about.over_tls) continue;
        About about = vector.about;
        about.needs.emplace_back("tls");
        sheet.ask(about, " over TLS", [&] {
            if (!context) return Verdict::fail(context.error().message);
            return talk_to_server(vector, {port_of(*server, core::Transport::wss), *context}, setup.patience);
        });
    }
}

void check_tls(run::ServerEnd& server, const Setup& setup, Sheet& sheet) {
    const std::uint16_t port = port_of(server, core::Transport::wss);
    const auto context = client_context(setup.tls.certificate, TlsVersion::v1_3, TlsVersion::v1_3);
    sheet.ask(question("tls-1.3", "contract, Server", {"tls"}), "", [&] {
        if (port == 0) return Verdict::fail("was given a certificate and announces no wss port");
        const Greeting got =
            greet(port, setup.tls.certificate, TlsVersion::v1_2, TlsVersion::v1_3, setup.patience);
        if (got.version == "TLSv1.3") return Verdict::pass();
        return Verdict::fail(
            fmt::format("offered TLS 1.2 and 1.3, got {}", got.version.empty() ? got.trouble : got.version));
    });
    sheet.ask(question("tls-1.2-refused", "contract, Server", {"tls"}, false), "", [&] {
        const Greeting got =
            greet(port, setup.tls.certificate, TlsVersion::v1_2, TlsVersion::v1_2, setup.patience);
        return got.version.empty() ? Verdict::pass() : Verdict::note("also speaks TLS 1.2");
    });
    for (const ServerVector& vector : setup.server_vectors) {
        if (!vector.about.over_tls || needs_deflate(vector)) continue;
        About about = vector.about;
        about.needs.emplace_back("tls");
        sheet.ask(about, " over TLS", [&] {
            if (!context) return Verdict::fail(context.error().message);
            return talk_to_server(vector, {port, *context}, setup.patience);
        });
    }
    if (context && port != 0) check_services({port, *context}, " over TLS", setup, sheet);
}

} // namespace

void check_server(const run::EndStart& start, const Setup& setup, Sheet& sheet) {
    const bool can_tls = start.variant->can.tls;
    auto server = run::ServerEnd::start(start, can_tls ? std::optional(setup.tls) : std::nullopt);
    sheet.put(question("start", "contract, Server"),
              server ? Verdict::pass() : Verdict::fail(server.error().message));
    if (!server) return;
    const std::uint16_t port = port_of(*server, core::Transport::ws);
    for (const ServerVector& vector : setup.server_vectors) {
        if (needs_deflate(vector)) continue;
        sheet.ask(vector.about, "", [&] { return talk_to_server(vector, {port, nullptr}, setup.patience); });
        if (server->process().ending()) {
            const auto trouble = server->own_trouble();
            sheet.put(question("survival", "contract, Trouble"),
                      Verdict::fail(fmt::format("after {}: {}", vector.about.id,
                                                trouble ? trouble->message : "it ended")));
            return;
        }
        if (sheet.hopeless()) return;
    }
    check_services({port, nullptr}, "", setup, sheet);
    check_tls(*server, setup, sheet);
    check_full_handshakes(port_of(*server, core::Transport::wss), setup, *start.variant, sheet);
    check_resumption(start, setup, sheet);
    check_deflate(start, setup, sheet);
    sheet.ask(question("end", "contract, Server"), "", [&] {
        return server->process().stop()
                   ? Verdict::pass()
                   : Verdict::fail("does not end within 5 s of SIGTERM and the end of stdin");
    });
}

} // namespace tare::check
