// How the io_uring loop sends.
#pragma once

namespace tare::wire::io::uring {

template <class Handler>
void Loop<Handler>::send_lent(Connection& c, std::span<const std::byte> bytes) {
    if (c.fd < 0 || c.finishing) return;
    if (!features_.queued_send || c.sends_pending()) return send(c, bytes);
    c.sending_shared = window_shared_;
    if (window_shared_ >= 0) {
        buffers_.hold(static_cast<unsigned>(window_shared_));
    } else {
        c.sending_held = true;
    }
    queue_send(c, bytes);
}

template <class Handler>
void Loop<Handler>::send(Connection& c, std::span<const std::byte> bytes) {
    if (c.fd < 0 || c.finishing || bytes.empty()) return;
    if (c.sends_pending()) return append(c, bytes);
    if (features_.queued_send && bytes.size() <= kCopied) {
        c.sending_own = inbox_.pool().take(kCopied);
        std::memcpy(c.sending_own.data(), bytes.data(), bytes.size());
        return queue_send(c, {c.sending_own.data(), bytes.size()});
    }
    ssize_t sent = 0;
    do {
        sent = ::send(c.fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0 && errno != EAGAIN) return drop(c, {Ending::broken, errno});
    const std::size_t out = sent < 0 ? 0 : static_cast<std::size_t>(sent);
    if (out == bytes.size()) return;
    append(c, bytes.subspan(out));
    flush(c);
}

template <class Handler>
void Loop<Handler>::queue_send(Connection& c, std::span<const std::byte> bytes) {
    io_uring_sqe* sqe = ring_->entry();
    // It is tried when it is submitted and never later (DONTWAIT). WAITALL makes a partial one a failure, and
    // only failures are heard of.
    io_uring_prep_send(sqe, c.fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL | MSG_WAITALL);
    sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
    io_uring_sqe_set_data64(sqe, user_data(About::queued_send, c.id));
    c.send_queued = true;
    c.send_failed = false;
    c.sending = bytes;
    queued_.push_back(&c);
}

/// Copies bytes behind everything else that is to be sent.
template <class Handler>
void Loop<Handler>::append(Connection& c, std::span<const std::byte> bytes) {
    c.out.append(inbox_.pool(), bytes);
    if (c.send_queued) hurry_ = true; // they can follow as soon as that is settled
    if (c.unsent() > options_.high_water) {
        c.paused = true;
        stop_receiving(c);
    }
}

/// After a call into the kernel every queued send has been tried, and those that failed have said so.
template <class Handler>
void Loop<Handler>::settle_sends() {
    settling_.swap(queued_); // a connection that may read again can queue a send meanwhile
    for (Connection* c : settling_) settle(*c);
    settling_.clear();
    if (starved_.empty()) [[likely]]
        return;
    for (const SlotId id : std::exchange(starved_, {}))
        if (Connection* c = slab_.find(id); c != nullptr) arm(*c);
}

template <class Handler>
void Loop<Handler>::settle(Connection& c) {
    c.send_queued = false;
    if (c.send_failed) [[unlikely]] {
        const int result = c.send_result;
        const bool refused = result < 0 && result != -EAGAIN && result != -EINTR && result != -ECANCELED;
        if (refused) drop(c, {Ending::broken, -result});
        // The rest of it goes before what was appended meanwhile.
        const auto sent = static_cast<std::size_t>(std::max(result, 0));
        if (c.fd >= 0) c.flushed.append(inbox_.pool(), c.sending.subspan(sent));
    }
    c.sending = {};
    if (c.sending_shared >= 0) buffers_.release(static_cast<unsigned>(std::exchange(c.sending_shared, -1)));
    c.sending_held = false;
    if (c.sending_own.capacity() > 0) inbox_.pool().give(std::move(c.sending_own));
    if (c.fd < 0) return;
    if (!c.out.empty() || !c.flushed.empty()) [[unlikely]] {
        flush(c);
        return;
    }
    all_sent(c);
}

/// Gives the kernel what waits, in one send that may take its time.
template <class Handler>
void Loop<Handler>::flush(Connection& c) {
    if (c.flushing || c.send_queued || c.fd < 0) return;
    if (!c.out.empty()) {
        if (c.flushed.empty()) {
            std::swap(c.flushed, c.out);
        } else {
            c.flushed.append(inbox_.pool(), c.out.bytes());
            c.out.clear(inbox_.pool());
        }
    }
    if (c.flushed.empty()) return all_sent(c);
    c.flushing = true;
    io_uring_sqe* sqe = ring_->entry();
    io_uring_prep_send(sqe, c.fd, c.flushed.bytes().data(), c.flushed.size(), MSG_NOSIGNAL);
    io_uring_sqe_set_data64(sqe, user_data(About::flush, c.id));
}

template <class Handler>
void Loop<Handler>::flushed(Connection& c, int result) {
    c.flushing = false;
    if (c.fd < 0) return;
    if (result < 0 && result != -EAGAIN && result != -EINTR) return drop(c, {Ending::broken, -result});
    if (result > 0) c.flushed.sent(inbox_.pool(), static_cast<std::size_t>(result));
    flush(c); // which ends in all_sent() when nothing is left
    resume(c);
}

template <class Handler>
void Loop<Handler>::all_sent(Connection& c) {
    if (c.finishing) {
        if (c.ended_by_peer) return drop(c, {Ending::by_peer, 0});
        ::shutdown(c.fd, SHUT_WR);
    }
    resume(c);
    if (c.fd >= 0 && !c.sends_pending()) this->sent_all(c);
}

/// Reads again, once the peer has read enough.
template <class Handler>
void Loop<Handler>::resume(Connection& c) {
    if (c.fd < 0 || !c.paused || c.unsent() > options_.low_water) return;
    c.paused = false;
    if (c.undelivered && !c.finishing) deliver_held(c);
    arm(c);
}

} // namespace tare::wire::io::uring
