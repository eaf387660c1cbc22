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

/// The answer to a request, which it may turn into a refusal.
template <class App>
std::string Peer<App>::answer_request(State& state, http::RequestVerdict& verdict) {
    deflate::Agreement agreement;
    if (verdict.verdict == http::Verdict::accepted && config_.deflate) {
        agreement = deflate::answer_offers(verdict.extensions, config_.deflate->wishes);
        if (agreement.outcome == deflate::Outcome::failed) {
            verdict.verdict = http::Verdict::refused;
            verdict.status = 400;
            verdict.why = agreement.why;
        }
    }
    if (verdict.verdict != http::Verdict::accepted) return http::refuse_response(verdict.status, verdict.why);
    if (agreement.outcome != deflate::Outcome::agreed) return http::accept_response(verdict.key);
    state.deflate = std::make_unique<DeflateLayer>(config_.role, agreement.parameters, *config_.deflate);
    return http::accept_response(verdict.key, extensions_field(agreement.field));
}

/// Why the response is not taken; empty if it is.
template <class App>
std::string Peer<App>::judge_response(State& state, const http::ResponseVerdict& verdict) const {
    if (*verdict.why != '\0') {
        return verdict.status == 0 || verdict.status == 101
                   ? std::string(verdict.why)
                   : fmt::format("{} (HTTP status {})", verdict.why, verdict.status);
    }
    if (config_.deflate && verdict.protocol.empty()) {
        const auto agreement = deflate::judge_answer(verdict.extensions, config_.deflate->wishes);
        if (agreement.outcome == deflate::Outcome::declined) return "the server declined permessage-deflate";
        if (agreement.outcome == deflate::Outcome::failed) return agreement.why;
        state.deflate = std::make_unique<DeflateLayer>(config_.role, agreement.parameters, *config_.deflate);
        return {};
    }
    // Nothing else of either kind was asked for, so nothing may be agreed to (RFC 6455 section 4.1).
    if (!verdict.extensions.empty() || !verdict.protocol.empty())
        return "the server agreed to an extension or a protocol that was not offered";
    return {};
}

template <class App>
void Peer<App>::open_state(State& state) {
    const std::size_t longest = config_.longest_message;
    state.decoder.emplace(config_.role, config_.mask, longest,
                          state.deflate ? deflate::most_compressed(longest) : 0, &spare_);
    state.phase = Phase::open;
}

/// Returns the bytes of the head, once it is whole.
template <class App>
template <class Loop>
std::size_t Peer<App>::shake_hands(Loop& loop, typename Loop::Connection& c, std::string_view received) {
    State& state = c.state;
    std::size_t head = 0;
    if (config_.role == ws::Role::server) {
        http::RequestVerdict verdict = http::judge_request(received, config_.knows);
        if (verdict.verdict == http::Verdict::more) return 0;
        const std::string response = answer_request(state, verdict);
        transmit(loop, c, std::as_bytes(std::span(response)), false);
        if (verdict.verdict != http::Verdict::accepted) {
            note(state, verdict.why);
            finish(loop, c);
            return received.size();
        }
        head = verdict.head_bytes;
        if constexpr (requires(App& app) { app.asked(state.app, verdict.path); })
            app_.asked(state.app, verdict.path);
    } else {
        const http::ResponseVerdict verdict = http::judge_response(received, state.key);
        if (verdict.verdict == http::Verdict::more) return 0;
        if (const std::string why = judge_response(state, verdict); !why.empty()) {
            note(state, why);
            finish(loop, c);
            return received.size();
        }
        head = verdict.head_bytes;
    }
    open_state(state);
    loop.clear_deadline(c);
    Link<Loop> link(*this, loop, c);
    app_.opened(link);
    link.flush();
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
        ws::Event event = decoder.next(unread, server ? link.reply_at(unread) : nullptr);
        if (event.compressed && c.state.phase == Phase::open) [[unlikely]]
            event = c.state.deflate->inflate(event, config_.longest_message, inflated_);
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
            link.flush();
            transmit(loop, c, writer_.write(ws::Opcode::pong, event.payload), false);
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
