// One connection of cpp-beast's server: TLS, the HTTP request, and then every message back as it came, or,
// on other paths than /echo, what asked_session.hpp does.
#pragma once

#include "servers/cpp-beast/asked_session.hpp"
#include "wire/beast/streams.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tare::servers {

namespace bb = wire::beast::bb;
namespace asio = wire::beast::asio;
namespace http = bb::http;
namespace websocket = bb::websocket;
using wire::beast::ErrorCode;

/// Lives as long as an operation of its stream is under way.
template <class Kind, bool secure>
class Session : public std::enable_shared_from_this<Session<Kind, secure>> {
  public:
    /// `context` is for TLS alone. `deflate`: accept permessage-deflate; stock alone.
    template <class Socket>
    Session(Socket socket, asio::ssl::context& context, bool deflate)
        : ws_(make_stream(std::move(socket), context)), deflate_(deflate) {}

    void start() {
        if constexpr (!Kind::kTuned) bb::get_lowest_layer(ws_).expires_after(kHandshakeTime);
        if constexpr (secure) {
            wire::beast::tls_layer(ws_).async_handshake(asio::ssl::stream_base::server,
                                                        [self = this->shared_from_this()](ErrorCode ec) {
                                                            if (!ec) self->read_head();
                                                        });
        } else {
            read_head();
        }
    }

  private:
    using Stream = wire::beast::StreamOf<Kind, secure>;
    using Asked = AskedSession<Kind, secure>;

    static constexpr std::chrono::seconds kHandshakeTime{30};
    // What Beast's stream has room for when it is handed a request, and so also what it reads by itself.
    static constexpr std::size_t kLargestHead = 1536;
    static constexpr std::size_t kLargestMessage = std::size_t{64} << 20;

    template <class Socket>
    static Stream make_stream(Socket socket, asio::ssl::context& context) {
        if constexpr (secure) {
            return Stream(std::move(socket), context);
        } else {
            return Stream(std::move(socket));
        }
    }

    // The request is read here and not by the stream, so that an unknown path gets its 404. The bytes are
    // then handed over as they came, with any frames that arrived along with them. (Read piece by piece, and
    // a refusal written synchronously: Asio's composed operations took a third of the time to compile this.)
    void read_head() {
        const std::size_t before = head_.size();
        if (before == kLargestHead) return refuse(http::status::request_header_fields_too_large);
        head_.resize(kLargestHead);
        ws_.next_layer().async_read_some(
            asio::buffer(head_.data() + before, kLargestHead - before),
            [self = this->shared_from_this(), before](ErrorCode ec, std::size_t more) {
                self->head_.resize(before + more);
                if (ec) return;
                const auto end = self->head_.find("\r\n\r\n", before < 3 ? 0 : before - 3);
                if (end == std::string::npos) return self->read_head();
                self->judge_head(end + 4);
            });
    }

    void judge_head(std::size_t bytes) {
        http::request_parser<http::empty_body> parser;
        ErrorCode ec;
        parser.put(asio::buffer(head_.data(), bytes), ec);
        if (ec || !parser.is_header_done()) return refuse(http::status::bad_request);
        const auto target = parser.get().target();
        const std::string_view path(target.data(), std::min(target.find('?'), target.size()));
        asked_ = Asked::service_of(path);
        if (path != "/echo" && !asked_) return refuse(http::status::not_found);
        accept();
    }

    void refuse(http::status status) {
        head_ = fmt::format("HTTP/1.1 {} {}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                            static_cast<unsigned>(status), std::string_view(http::obsolete_reason(status)));
        ErrorCode ignored;
        asio::write(ws_.next_layer(), asio::buffer(head_), ignored);
        wire::beast::socket_of(ws_).shutdown(asio::socket_base::shutdown_both, ignored);
    }

    // The synchronous accept: the whole request is here, so that all it does is write a few hundred bytes to
    // a socket that has sent none. (The asynchronous one alone would double the time to compile this
    // program.)
    void accept() {
        if constexpr (Kind::kTuned) {
            ws_.auto_fragment(false);
        } else {
            bb::get_lowest_layer(ws_).expires_never();
            ws_.set_option(websocket::stream_base::timeout::suggested(bb::role_type::server));
            websocket::permessage_deflate compression; // at its defaults, but for whether it is there
            compression.server_enable = deflate_;
            ws_.set_option(compression);
        }
        ws_.read_message_max(kLargestMessage);
        ErrorCode ec;
        ws_.accept(asio::buffer(head_), ec);
        if (ec) return;
        if (asked_) return std::make_shared<Asked>(std::move(ws_), *asked_)->start();
        read();
    }

    void read() {
        ws_.async_read(message_, [self = this->shared_from_this()](ErrorCode ec, std::size_t) {
            if (!ec) self->write();
        });
    }

    void write() {
        ws_.text(ws_.got_text());
        ws_.async_write(message_.data(), [self = this->shared_from_this()](ErrorCode ec, std::size_t) {
            if (ec) return;
            self->message_.consume(self->message_.size());
            self->read();
        });
    }

    Stream ws_;
    bool deflate_;
    std::optional<typename Asked::Service> asked_; ///< absent: it echoes
    std::string head_;
    bb::flat_buffer message_;
};

} // namespace tare::servers
