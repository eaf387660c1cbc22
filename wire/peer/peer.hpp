// One end of WebSocket connections over any I/O backend: TLS if asked for, the opening handshake, frames, the
// close handshake. It is the handler that wire/io/seam.hpp speaks of; what is done with messages is the
// App's:
//
//     struct App {
//         struct State {};                                    // one a connection
//         template <class Link> void opened(Link&);           // the handshakes are done
//         template <class Link> void message(Link&, const ws::Event&);
//         void ended(State&, const Farewell&);                // once, whether it was opened or not
//     };
//
// and, where it has them,
//
//         void asked(State&, std::string_view path);          // server: the handshake was for this path
//         template <class Link> void drained(Link&);          // what it waited for with tell_when_sent() has
//         left
//
// A server's replies are made in place (Link::reply): the payload stays where it was received and the replies
// to one read leave in one send.
//
// Thread safety: none.
#pragma once

#include "wire/http/handshake.hpp"
#include "wire/io/connection.hpp"
#include "wire/peer/config.hpp"
#include "wire/peer/deflate_layer.hpp"
#include "wire/peer/large_message.hpp"
#include "wire/peer/tls_layer.hpp"
#include "wire/ws/decoder.hpp"
#include "wire/ws/frame_writer.hpp"

#include <fmt/format.h>

#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace tare::wire::peer {

enum class Phase : std::uint8_t {
    tls,       ///< the TLS handshake
    handshake, ///< the HTTP one
    open,
    closing, ///< our close frame is sent, the peer's has not come
    over,    ///< nothing more is read
};

template <class App>
class Peer {
  public:
    struct State {
        typename App::State app;
        std::unique_ptr<TlsLayer> tls;
        std::unique_ptr<DeflateLayer> deflate; ///< where it was agreed on
        std::optional<ws::Decoder> decoder;
        std::string key;                     ///< client: that of the handshake
        std::unique_ptr<LargeMessage> large; ///< on its way
        Phase phase = Phase::handshake;
        Farewell farewell;
    };

    /// A connection in the middle of a call, as the App sees it.
    template <class Loop>
    class Link {
      public:
        using Connection = typename Loop::Connection;
        Link(Peer& peer, Loop& loop, Connection& connection)
            : peer_(peer), loop_(loop), connection_(connection) {}

        [[nodiscard]] typename App::State& state() const { return connection_.state.app; }
        [[nodiscard]] bool open() const { return connection_.state.phase == Phase::open; }

        /// Server: sends the message that message() was just given back, with the opcode it came with, from
        /// where it lies. What came compressed is answered so.
        void reply(const ws::Event& event) { reply_as(event.opcode, event); }

        /// Sends a message, compressed where that was agreed on; the bytes are free again when this returns.
        /// What is sent while one window is worked on leaves together.
        void send(ws::Opcode opcode, std::span<const std::byte> payload) {
            flush_replies();
            peer_.queue(loop_, connection_, opcode, payload);
        }

        /// Sends a message in parts, as the peer takes them, in fragments of so many bytes (0: one frame).
        /// The bytes must stay as they are until it has left, and nothing else may be sent meanwhile.
        void send_large(ws::Opcode opcode, std::span<const std::byte> payload, std::size_t fragment_bytes) {
            flush();
            peer_.send_large(loop_, connection_, opcode, payload, fragment_bytes);
        }

        /// Sends a message that came, to every connection that is open and meets the condition.
        template <class Condition>
        void broadcast(const ws::Event& event, Condition&& wants) {
            flush();
            peer_.broadcast(loop_, event, std::forward<Condition>(wants));
        }

        /// Whether something is unsent that was given to be sent; if so, drained() can be asked for.
        [[nodiscard]] bool has_unsent() {
            flush();
            return loop_.has_unsent(connection_);
        }
        void tell_when_sent() { loop_.tell_when_sent(connection_); }

        /// The connection's TLS session took up a ticket of one before it.
        [[nodiscard]] bool tls_resumed() const {
            return connection_.state.tls && connection_.state.tls->session.resumed();
        }

        /// Begins the close handshake.
        void close(ws::CloseCode code) {
            flush();
            peer_.close(loop_, connection_, code);
        }

      private:
        friend class Peer;

        void reply_as(ws::Opcode opcode, const ws::Event& event) {
            std::byte* const end = event.payload.data() + event.payload.size();
            std::byte* const begin =
                ws::write_header_before(event.payload.data(), opcode, event.payload.size());
            if (!event.in_window) {
                if (event.compressed) return send(opcode, event.payload);
                flush();
                peer_.transmit(loop_, connection_, {begin, end}, false);
                return;
            }
            if (batch_begin_ == nullptr) {
                peer_.flush(loop_, connection_); // what was queued before it comes before it
                batch_begin_ = begin;
            }
            batch_end_ = end;
        }
        /// Where the reply to the next frame must begin to lie right behind the others.
        [[nodiscard]] std::byte* reply_at(std::span<std::byte> unread) const {
            return batch_begin_ != nullptr ? batch_end_ : unread.data() + ws::kMaskBytes;
        }
        void flush() {
            flush_replies();
            peer_.flush(loop_, connection_);
        }
        void flush_replies() {
            if (batch_begin_ == nullptr) return;
            const std::span<const std::byte> batch{std::exchange(batch_begin_, nullptr), batch_end_};
            peer_.transmit(loop_, connection_, batch, true);
        }

        Peer& peer_;
        Loop& loop_;
        Connection& connection_;
        std::byte* batch_begin_ = nullptr; ///< replies in the window that wait to be sent together
        std::byte* batch_end_ = nullptr;
    };

    Peer(const Peer&) = delete; // its decoders know where spare_ lies
    Peer& operator=(const Peer&) = delete;
    Peer(App& app, Config config)
        : app_(app),
          config_(std::move(config)),
          writer_(config_.role, config_.mask),
          plaintext_(kPlaintextBytes) {}

    /// Frames with payloads up to this need no allocation.
    void reserve(std::size_t payload_bytes) { writer_.reserve(payload_bytes); }

    // What the loop calls (wire/io/seam.hpp).

    template <class Loop>
    void opened(Loop& loop, typename Loop::Connection& c) {
        loop.set_deadline(c, config_.handshake_within);
        State& state = c.state;
        if (config_.role == ws::Role::client) state.key = http::new_key();
        if (c.tag != kTls) {
            if (config_.role == ws::Role::client) send_request(loop, c);
        } else if (begin_tls(state)) {
            send_ciphertext(loop, c); // a client's first flight
        } else {
            state.phase = Phase::over;
            loop.drop(c, {});
        }
    }

    template <class Loop>
    io::Kept received(Loop& loop, typename Loop::Connection& c, std::span<std::byte> window) {
        return c.state.tls ? through_tls(loop, c, window) : plain(loop, c, window);
    }

    template <class Loop>
    void overdue(Loop& loop, typename Loop::Connection& c) {
        note(c.state, c.state.phase < Phase::open ? "no handshake in time" : "no answer to a close frame");
        loop.drop(c, {});
    }

    template <class Loop>
    void ended(Loop&, typename Loop::Connection& c, const io::End& end) {
        State& state = c.state;
        if (state.phase != Phase::over) {
            if (end.how == io::Ending::broken) note(state, std::strerror(end.error));
            if (end.how == io::Ending::by_peer)
                note(state, state.phase < Phase::open ? "ended by the peer during the handshake"
                                                      : "ended by the peer without a close handshake");
        }
        if (state.tls) plaintext_.release(state.tls->held);
        app_.ended(state.app, state.farewell);
    }

    template <class Loop>
    void drained(Loop& loop, typename Loop::Connection& c) {
        if (c.state.large) return continue_large(loop, c);
        if constexpr (requires(App& app, Link<Loop>& link) { app.drained(link); }) {
            if (c.state.phase != Phase::open) return;
            Link<Loop> link(*this, loop, c);
            app_.drained(link);
            link.flush();
        }
    }

    /// Link::send_large from outside of a message.
    template <class Loop>
    void send_large(Loop& loop, typename Loop::Connection& c, ws::Opcode opcode,
                    std::span<const std::byte> payload, std::size_t fragment_bytes);

    /// Calls `work` with a Link to the connection, from outside of a message.
    template <class Loop, class Work>
    void with_link(Loop& loop, typename Loop::Connection& c, Work&& work) {
        if (c.state.phase != Phase::open) return;
        Link<Loop> link(*this, loop, c);
        work(link);
        link.flush();
    }

    /// Begins the close handshake from outside of a message.
    template <class Loop>
    void close(Loop& loop, typename Loop::Connection& c, ws::CloseCode code) {
        if (c.state.phase != Phase::open) return loop.drop(c, {});
        c.state.farewell.code = code;
        transmit(loop, c, writer_.close(code), false);
        c.state.phase = Phase::closing;
        loop.set_deadline(c, config_.close_within);
    }

    /// Sends a message from outside of message(); the bytes are free again when this returns.
    template <class Loop>
    void send(Loop& loop, typename Loop::Connection& c, ws::Opcode opcode,
              std::span<const std::byte> payload) {
        queue(loop, c, opcode, payload);
        flush(loop, c);
    }

    /// The same for several messages that are to leave together: queue() each, then flush(), and nothing on
    /// another connection in between.
    template <class Loop>
    void queue(Loop& loop, typename Loop::Connection& c, ws::Opcode opcode,
               std::span<const std::byte> payload) {
        if (c.state.deflate) [[unlikely]]
            return queue_compressed(loop, c, opcode, payload);
        writer_.append(opcode, payload);
        if (writer_.pending() >= kBatchBytes) flush(loop, c);
    }
    template <class Loop>
    void flush(Loop& loop, typename Loop::Connection& c) {
        if (writer_.pending() > 0) transmit(loop, c, writer_.take(), false);
    }

  private:
    static constexpr std::size_t kPlaintextBytes = std::size_t{256} << 10;
    /// More than this does not wait for company: what a send saves is little beside its bytes by then, and
    /// they are still in the cache.
    static constexpr std::size_t kBatchBytes = std::size_t{64} << 10;
    /// Of a message that is sent in parts: a multiple of 4, and what a cache holds beside what is copied.
    static constexpr std::size_t kPartBytes = std::size_t{256} << 10;

    template <class Loop>
    void continue_large(Loop& loop, typename Loop::Connection& c);
    template <class Loop, class Condition>
    void broadcast(Loop& loop, const ws::Event& event, Condition&& wants);

    static void note(State& state, std::string_view why) {
        if (state.farewell.why.empty()) state.farewell.why = why;
    }

    bool begin_tls(State& state) {
        if (config_.tls == nullptr) {
            note(state, "TLS without a TLS context");
            return false;
        }
        auto session = config_.role == ws::Role::server
                           ? tls::Session::accept(*config_.tls)
                           : tls::Session::connect(*config_.tls, config_.tls_name);
        if (!session) {
            note(state, session.error().message);
            return false;
        }
        state.tls = std::make_unique<TlsLayer>(std::move(*session));
        state.phase = Phase::tls;
        return true;
    }

    static std::string extensions_field(std::string_view value) {
        return fmt::format("Sec-WebSocket-Extensions: {}\r\n", value);
    }

    template <class Loop>
    void send_request(Loop& loop, typename Loop::Connection& c) {
        const std::string request = http::make_request(
            config_.host, config_.path, c.state.key,
            config_.deflate ? extensions_field(deflate::make_offer(config_.deflate->wishes)) : "");
        transmit(loop, c, std::as_bytes(std::span(request)), false);
    }

    // The way of bytes that are sent, in peer_send.ipp.
    template <class Loop>
    void queue_compressed(Loop& loop, typename Loop::Connection& c, ws::Opcode opcode,
                          std::span<const std::byte> payload);
    /// `lent`: the bytes lie in the window that the loop gave us.
    template <class Loop>
    void transmit(Loop& loop, typename Loop::Connection& c, std::span<const std::byte> bytes, bool lent);
    template <class Loop>
    void send_ciphertext(Loop& loop, typename Loop::Connection& c);
    /// Nothing more is read; what was sent still goes out.
    template <class Loop>
    void finish(Loop& loop, typename Loop::Connection& c);

    // The way of received bytes, in peer_receive.ipp.
    template <class Loop>
    io::Kept through_tls(Loop& loop, typename Loop::Connection& c, std::span<std::byte> ciphertext);
    template <class Loop>
    io::Kept plain(Loop& loop, typename Loop::Connection& c, std::span<std::byte> window);
    std::string answer_request(State& state, http::RequestVerdict& verdict);
    [[nodiscard]] std::string judge_response(State& state, const http::ResponseVerdict& verdict) const;
    void open_state(State& state);
    template <class Loop>
    std::size_t shake_hands(Loop& loop, typename Loop::Connection& c, std::string_view received);
    template <class Loop>
    io::Kept frames(Loop& loop, typename Loop::Connection& c, std::span<std::byte> window);
    template <class Loop>
    void control(Loop& loop, typename Loop::Connection& c, Link<Loop>& link, const ws::Event& event);

    App& app_;
    Config config_;
    ws::FrameWriter writer_;
    io::Inbox plaintext_;
    Buffer inflated_; ///< the message that is being looked at, where it came compressed
    Buffer spare_;    ///< the decoders': memory of the last long message that came in fragments
};

} // namespace tare::wire::peer

#include "wire/peer/peer_receive.ipp"
#include "wire/peer/peer_send.ipp"
