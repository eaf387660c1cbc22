// cpp-beast's server: one thread, one io_context, a listener for ws and one for wss.
#pragma once

#include "contract/cpp/server.hpp"
#include "servers/cpp-beast/session.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace tare::servers {

/// Accepts for ever; out of descriptors or memory, it tries again a little later.
template <class Kind, bool secure>
class Listener {
  public:
    Listener(asio::io_context& context, asio::ssl::context& tls, bool deflate)
        : acceptor_(context.get_executor()), retry_(context.get_executor()), tls_(tls), deflate_(deflate) {}

    Result<std::uint16_t> listen(const std::string& address, std::uint16_t port) {
        ErrorCode ec;
        const auto ip = asio::ip::make_address(address, ec);
        const wire::beast::tcp::endpoint endpoint(ip, port);
        if (!ec) acceptor_.open(endpoint.protocol(), ec);
        if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
        if (!ec) acceptor_.bind(endpoint, ec);
        if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
        if (ec)
            return make_error(Trouble::contender, "cannot listen on {}:{}: {}", address, port, ec.message());
        return acceptor_.local_endpoint().port();
    }

    void accept() {
        acceptor_.async_accept([this](ErrorCode ec, auto socket) {
            if (!ec) {
                ErrorCode ignored; // the peer may be gone already; the session will find out
                socket.set_option(wire::beast::tcp::no_delay(true), ignored);
                std::make_shared<Session<Kind, secure>>(std::move(socket), tls_, deflate_)->start();
                accept();
            } else {
                retry_.expires_after(std::chrono::milliseconds(100));
                retry_.async_wait([this](ErrorCode) { accept(); });
            }
        });
    }

  private:
    // Accepted sockets have the acceptor's type of executor; the tuned streams want the concrete one.
    using Executor = typename wire::beast::StreamOf<Kind, false>::executor_type;
    asio::basic_socket_acceptor<wire::beast::tcp, Executor> acceptor_;
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                               Executor>
        retry_;
    asio::ssl::context& tls_;
    bool deflate_;
};

inline Result<void> load(asio::ssl::context& tls, const contract::ServerOptions& options) {
    ErrorCode ec;
    const std::string &certificate = *options.tls_cert, &key = *options.tls_key;
    // Where handshakes are to be full a ticket would be paid for and never used (CONTRACT.md, "Server").
    if (SSL_CTX_set_num_tickets(tls.native_handle(), options.tls_resume ? 1 : 0) != 1)
        return make_error(Trouble::environment, "this OpenSSL cannot say how many TLS tickets it sends");
    tls.use_certificate_chain_file(certificate, ec);
    if (ec) return make_error(Trouble::usage, "TLS certificate {}: {}", certificate, ec.message());
    tls.use_private_key_file(key, asio::ssl::context::pem, ec);
    if (ec) return make_error(Trouble::usage, "TLS key {}: {}", key, ec.message());
    return {};
}

template <class Kind>
Result<void> serve(const contract::ServerOptions& options) {
    if (Kind::kTuned && options.deflate)
        return make_error(Trouble::usage, "--deflate: the tuned variants are compiled without it");
    asio::io_context context{Kind::kConcurrency};
    asio::ssl::context tls(asio::ssl::context::tlsv13_server);
    Listener<Kind, false> plain(context, tls, options.deflate);
    Listener<Kind, true> secure(context, tls, options.deflate);
    contract::Ready ready;

    const auto port = plain.listen(options.address, options.port);
    if (!port) return port.error();
    ready.ws = *port;
    if (options.tls_cert && options.tls_key) {
        if (auto loaded = load(tls, options); !loaded) return loaded;
        const auto tls_port = secure.listen(options.address, 0);
        if (!tls_port) return tls_port.error();
        ready.wss = *tls_port;
        secure.accept();
    }
    plain.accept();
    contract::announce(ready);
    wire::beast::run_context(context, options.wait);
    return make_error(Trouble::internal, "the io_context ran out of work");
}

} // namespace tare::servers
