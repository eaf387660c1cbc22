// A WebSocket echo server as small as it can be and still pass `tare check`: copy it, and put your library
// where Boost.Beast stands.
#include "contract/cpp/server.hpp"

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <boost/version.hpp>

#include <thread>

namespace {

using namespace tare;
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

/// Asked of the library itself; a variant that cannot run here returns an Error of Trouble::environment.
Result<contract::Probe> probe() {
    return contract::Probe{{{"boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100'000,
                                                  BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)}},
                           "blocking calls"};
}

void echo(tcp::socket socket) {
    beast::error_code error;
    socket.set_option(tcp::no_delay(true), error);

    // The head is looked at for its path and then handed on with all that came behind it.
    std::string received;
    asio::read_until(socket, asio::dynamic_buffer(received, 64 * 1024), "\r\n\r\n", error);
    http::request_parser<http::empty_body> head;
    if (!error) head.put(asio::buffer(received), error);
    if (error) return;
    if (head.get().target() != "/echo") {
        http::response<http::empty_body> refusal(http::status::not_found, 11);
        refusal.prepare_payload();
        http::write(socket, refusal, error);
        return;
    }

    beast::websocket::stream<tcp::socket> websocket(std::move(socket));
    websocket.read_message_max(64 << 20);
    websocket.accept(asio::buffer(received), error);
    for (beast::flat_buffer message; !error; message.clear()) {
        websocket.read(message, error);
        if (error) return;
        websocket.text(websocket.got_text());
        websocket.write(message.cdata(), error);
    }
}

Result<void> serve(const contract::ServerOptions& options) {
    asio::io_context context;
    beast::error_code error;
    const tcp::endpoint where(asio::ip::make_address(options.address, error), options.port);
    tcp::acceptor acceptor(context);
    if (!error) acceptor.open(where.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(where, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
        return make_error(Trouble::environment, "cannot listen on {}:{}: {}", options.address, options.port,
                          error.message());
    }
    contract::announce({.ws = acceptor.local_endpoint().port(), .wss = {}});
    for (;;) {
        tcp::socket socket = acceptor.accept(error);
        if (!error) std::thread(echo, std::move(socket)).detach();
    }
}

} // namespace

int main(int argc, char** argv) {
    return contract::run_server(argc, argv, {{"threads", {.probe = probe, .serve = serve}}});
}
