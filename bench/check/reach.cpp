#include "bench/check/reach.hpp"

#include "bench/check/http.hpp"
#include "bench/check/stream.hpp"
#include "bench/check/vectors.hpp"
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

std::string open_websocket(Stream& stream, std::uint16_t port, const std::string& path,
                           Nanoseconds patience) {
    Bytes request = expand_host(opening_request(), fmt::format("127.0.0.1:{}", port));
    request.replace(request.find("/echo"), 5, path);
    stream.send(request);
    std::optional<Head> head;
    stream.wait([&] { return (head = take_head(stream.inbox())).has_value() || stream.ended(); }, patience);
    if (!head) {
        const std::string& why = stream.trouble();
        return fmt::format("no answer to a handshake on {}{}", path, why.empty() ? "" : ": " + why);
    }
    if (head->status() == 101) return {};
    return fmt::format("on {}: expected status 101, got \"{}\"", path, head->first_line);
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
