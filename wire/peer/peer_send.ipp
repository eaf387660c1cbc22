// The way of bytes that a Peer sends.
#pragma once

namespace tare::wire::peer {

template <class App>
template <class Loop>
void Peer<App>::queue_compressed(Loop& loop, typename Loop::Connection& c, ws::Opcode opcode,
                                 std::span<const std::byte> payload) {
    const bool made = writer_.append_compressed(opcode, [&](Buffer& into, std::size_t offset) {
        return c.state.deflate->deflater.message(payload, into, offset);
    });
    if (!made || writer_.pending() >= kBatchBytes) flush(loop, c);
    if (made) return;
    note(c.state, "no memory to compress a message");
    close(loop, c, ws::CloseCode::internal_error);
}

template <class App>
template <class Loop>
void Peer<App>::transmit(Loop& loop, typename Loop::Connection& c, std::span<const std::byte> bytes,
                         bool lent) {
    if (c.state.tls) {
        if (!c.state.tls->session.write(bytes)) note(c.state, c.state.tls->session.failure());
        send_ciphertext(loop, c);
    } else if (lent) {
        loop.send_lent(c, bytes);
    } else {
        loop.send(c, bytes);
    }
}

template <class App>
template <class Loop>
void Peer<App>::send_ciphertext(Loop& loop, typename Loop::Connection& c) {
    tls::Session& session = c.state.tls->session;
    const std::span<const std::byte> bytes = session.outgoing();
    if (bytes.empty()) return;
    loop.send(c, bytes);
    session.sent(bytes.size());
}

template <class App>
template <class Loop>
void Peer<App>::finish(Loop& loop, typename Loop::Connection& c) {
    c.state.phase = Phase::over;
    if (c.state.tls) {
        c.state.tls->session.shutdown();
        send_ciphertext(loop, c);
    }
    loop.finish(c);
}

template <class App>
template <class Loop>
void Peer<App>::send_large(Loop& loop, typename Loop::Connection& c, ws::Opcode opcode,
                           std::span<const std::byte> payload, std::size_t fragment_bytes) {
    if (c.state.deflate) return send(loop, c, opcode, payload);
    c.state.large = std::make_unique<LargeMessage>(LargeMessage{opcode, payload, fragment_bytes});
    continue_large(loop, c);
}

/// Part by part while the kernel takes them, so that neither a masked nor an unsent copy of the whole is
/// made.
template <class App>
template <class Loop>
void Peer<App>::continue_large(Loop& loop, typename Loop::Connection& c) {
    LargeMessage& message = *c.state.large;
    const bool masked = config_.role == ws::Role::client;
    while (c.alive() && !message.over()) {
        if (loop.has_unsent(c)) return loop.tell_when_sent(c);
        if (!masked && message.frame_left > 0) { // what needs no mask goes from where it lies
            const auto part = message.rest.first(std::min(kPartBytes, message.frame_left));
            message.rest = message.rest.subspan(part.size());
            message.frame_left -= part.size();
            transmit(loop, c, part, false);
            continue;
        }
        std::size_t room = masked ? kPartBytes : kBatchBytes;
        while (room > 0 && !message.over()) {
            if (message.frame_left == 0) {
                message.frame_left = message.next_frame();
                writer_.begin_frame(message.opcode, message.frame_left,
                                    message.frame_left == message.rest.size());
                message.opcode = ws::Opcode::continuation;
                message.begun = true;
            }
            // A part ends with its frame, or at a multiple of 4 bytes of it.
            const std::size_t bytes = std::min(room, message.frame_left);
            if (bytes < message.frame_left && bytes % 4 != 0) break;
            writer_.append_part(message.rest.first(bytes));
            message.rest = message.rest.subspan(bytes);
            message.frame_left -= bytes;
            room -= bytes;
        }
        flush(loop, c);
    }
    c.state.large.reset();
}

template <class App>
template <class Loop, class Condition>
void Peer<App>::broadcast(Loop& loop, const ws::Event& event, Condition&& wants) {
    std::byte* const end = event.payload.data() + event.payload.size();
    // A server's frames are not masked, so one serves all.
    const std::byte* const begin =
        ws::write_header_before(event.payload.data(), event.opcode, event.payload.size());
    loop.each([&](typename Loop::Connection& other) {
        if (other.state.phase != Phase::open || !wants(other.state.app)) return;
        if (other.state.deflate) {
            send(loop, other, event.opcode, event.payload);
        } else {
            transmit(loop, other, {begin, end}, false);
        }
    });
}

} // namespace tare::wire::peer
