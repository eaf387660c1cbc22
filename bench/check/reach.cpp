#include "bench/check/reach.hpp"

#include "bench/check/stream.hpp"
#include "contract/cpp/url.hpp"

namespace tare::check {

std::uint16_t port_of(run::ServerEnd& server, core::Transport transport) {
    const auto url = server.url({.transport = transport});
    const auto parts = url ? contract::parse_url(*url) : Result<contract::Url>(url.error());
    return parts ? parts->port : std::uint16_t{0};
}

Bytes opening_request(std::string_view more) {
    return "GET /echo HTTP/1.1\r\n"
           "Host: {host}\r\n"
           "Upgrade: websocket\r\n"
           "Connection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
           "Sec-WebSocket-Version: 13\r\n" +
           Bytes(more) + "\r\n";
}

Greeting greet(std::uint16_t port, const std::filesystem::path& ca_file, TlsVersion least, TlsVersion most,
               Nanoseconds patience) {
    const auto context = client_context(ca_file, least, most);
    if (!context) return {"", context.error().message};
    auto stream = Stream::connect(port, *context);
    if (!stream) return {"", stream.error().message};
    stream->wait([&] { return !stream->tls_version().empty(); }, patience);
    return {stream->tls_version(), stream->trouble()};
}

} // namespace tare::check
