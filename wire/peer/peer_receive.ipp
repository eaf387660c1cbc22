// The way of received bytes through a Peer: ciphertext, plaintext, handshake, frames.
#pragma once

namespace tare::wire::peer {

template <class App>
template <class Loop>
io::Kept Peer<App>::through_tls(Loop& loop, typename Loop::Connection& c, std::span<std::byte> ciphertext) {
    State& state = c.state;
    TlsLayer& layer = *state.tls;
    layer.session.feed(ciphertext);
    do {
        const std::span<std::byte> room = plaintext_.room(layer.held);
        const std::size_t got = layer.decrypt(room);
        if (state.phase == Phase::tls && layer.session.established()) {
            state.phase = Phase::handshake;
            if (config_.role == ws::Role::client) send_request(loop, c);
        }
        if (got == 0) {
            plaintext_.cancel(layer.held);
            break;
        }
        const std::span<std::byte> window = plaintext_.window(layer.held, got);
        plaintext_.keep(layer.held, window, plain(loop, c, window));
    } while (layer.status == tls::Status::ok && c.alive());
    send_ciphertext(loop, c); // a flight of the handshake, or an alert
    if (c.alive() && (layer.status == tls::Status::closed || layer.status == tls::Status::failed)) {
        note(state, layer.status == tls::Status::failed ? layer.session.failure()
                                                        : "ended by the peer without a close handshake");
        finish(loop, c);
    }
    return {ciphertext.size(), 0};
}

template <class App>
template <class Loop>
io::Kept Peer<App>::plain(Loop& loop, typename Loop::Connection& c, std::span<std::byte> window) {
    if (c.state.phase == Phase::open) [[likely]]
        return frames(loop, c, window);
    std::size_t head = 0;
    if (c.state.phase == Phase::handshake) {
        head = shake_hands(loop, c, {reinterpret_cast<const char*>(window.data()), window.size()});
        if (c.state.phase == Phase::handshake) return {}; // the head is not whole yet
    }
    if (c.state.phase == Phase::over || !c.alive()) return {window.size(), 0};
    if (head == window.size()) return {head, 0};
    io::Kept kept = frames(loop, c, window.subspan(head));
    kept.consumed += head;
    return kept;
}

/// Returns the bytes of the head, once it is whole.
template <class App>
template <class Loop>
std::size_t Peer<App>::shake_hands(Loop& loop, typename Loop::Connection& c, std::string_view received) {
    State& state = c.state;
    std::size_t head = 0;
    if (config_.role == ws::Role::server) {
        const http::RequestVerdict verdict = http::judge_request(received, config_.knows);
        if (verdict.verdict == http::Verdict::more) return 0;
        const bool accepted = verdict.verdict == http::Verdict::accepted;
        const std::string response = accepted ? http::accept_response(verdict.key)
                                              : http::refuse_response(verdict.status, verdict.why);
        transmit(loop, c, std::as_bytes(std::span(response)), false);
        if (!accepted) {
            note(state, verdict.why);
            finish(loop, c);
            return received.size();
        }
        head = verdict.head_bytes;
    } else {
        const http::ResponseVerdict verdict = http::judge_response(received, state.key);
        if (verdict.verdict == http::Verdict::more) return 0;
        const char* why = verdict.why;
        // Nothing of either kind was asked for, so nothing may be agreed to (RFC 6455 section 4.1).
        if (!verdict.extensions.empty() || !verdict.protocol.empty())
            why = "the server agreed to an extension or a protocol that was not offered";
        if (*why != '\0') {
            note(state, verdict.status == 0 || verdict.status == 101
                            ? std::string(why)
                            : fmt::format("{} (HTTP status {})", why, verdict.status));
            finish(loop, c);
            return received.size();
        }
        head = verdict.head_bytes;
    }
    state.decoder.emplace(config_.role, config_.mask, config_.longest_message);
    state.phase = Phase::open;
    loop.clear_deadline(c);
    Link<Loop> link(*this, loop, c);
    app_.opened(link);
    return head;
}

template <class App>
template <class Loop>
io::Kept Peer<App>::frames(Loop& loop, typename Loop::Connection& c, std::span<std::byte> window) {
    ws::Decoder& decoder = *c.state.decoder;
    const bool server = config_.role == ws::Role::server;
    Link<Loop> link(*this, loop, c);
    std::span<std::byte> unread = window;
    do {
        const ws::Event event = decoder.next(unread, server ? link.reply_at(unread) : nullptr);
        if (event.step == ws::Step::message) [[likely]] {
            if (c.state.phase == Phase::open) app_.message(link, event);
        } else if (event.step == ws::Step::more) {
            break;
        } else {
            control(loop, c, link, event);
        }
        if (c.state.phase == Phase::over || c.fd < 0) {
            static_cast<void>(writer_.take()); // whom it was for is gone
            return {window.size(), 0};
        }
    } while (!unread.empty());
    link.flush();
    return {window.size() - unread.size(), unread.empty() ? 0 : decoder.wanted()};
}

template <class App>
template <class Loop>
void Peer<App>::control(Loop& loop, typename Loop::Connection& c, Link<Loop>& link, const ws::Event& event) {
    State& state = c.state;
    switch (event.step) {
    case ws::Step::ping:
        if (state.phase != Phase::open) break; // nothing may follow our close frame
        if (config_.role == ws::Role::server) {
            link.reply_as(ws::Opcode::pong, event);
        } else {
            link.send(ws::Opcode::pong, event.payload);
        }
        break;
    case ws::Step::close:
        link.flush();
        if (state.phase == Phase::open) { // the peer began: the same code back (section 5.5.1)
            state.farewell.code = event.code;
            transmit(loop, c, writer_.close(event.code), false);
        }
        finish(loop, c);
        break;
    case ws::Step::failed:
        link.flush();
        state.farewell.code = event.code;
        note(state, event.why);
        if (state.phase == Phase::open) transmit(loop, c, writer_.close(event.code), false);
        finish(loop, c);
        break;
    default:
        break; // a pong that nobody asked for is ignored (section 5.5.3)
    }
}

} // namespace tare::wire::peer
