// How the io_uring loop receives.
//
// What a connection leaves behind lies in held.buffer. While the kernel has a receive into it
// (Receiving::own) it must stay where it is; so it is looked after only when that has completed, and before
// the next is asked for.
#pragma once

namespace tare::wire::io::uring {

/// Asks for what comes next, if that is wanted and has not been asked for.
template <class Handler>
void Loop<Handler>::arm(Connection& c) {
    if (c.fd < 0 || c.receiving != Receiving::nothing || c.paused || c.ended_by_peer) return;
    io_uring_sqe* sqe = nullptr;
    if (buffers_.started() && !c.wants_own) {
        sqe = ring_->entry();
        io_uring_prep_recv_multishot(sqe, c.fd, nullptr, 0, 0);
        sqe->flags |= IOSQE_BUFFER_SELECT;
        sqe->buf_group = BufferRing::kGroup;
        c.receiving = Receiving::shared;
    } else {
        const std::size_t need = std::max(held_need(c), options_.read_bytes);
        if (c.held.buffer.capacity() < need || c.held.buffer.capacity() == c.held.end) move_held(c, need);
        sqe = ring_->entry();
        io_uring_prep_recv(sqe, c.fd, c.held.buffer.data() + c.held.end,
                           std::min(c.held.buffer.capacity() - c.held.end, options_.read_bytes), 0);
        c.receiving = Receiving::own;
    }
    io_uring_sqe_set_data64(sqe, user_data(About::receive, c.id));
}

template <class Handler>
void Loop<Handler>::stop_receiving(Connection& c) {
    if (c.receiving != Receiving::shared || c.cancelling) return;
    c.cancelling = true;
    io_uring_sqe* sqe = ring_->entry();
    io_uring_prep_cancel64(sqe, user_data(About::receive, c.id), 0);
    io_uring_sqe_set_data64(sqe, user_data(About::cancel, c.id));
}

template <class Handler>
void Loop<Handler>::received(Connection* c, const io_uring_cqe& cqe) {
    const bool has_buffer = (cqe.flags & IORING_CQE_F_BUFFER) != 0;
    const unsigned id = cqe.flags >> IORING_CQE_BUFFER_SHIFT;
    if (has_buffer) buffers_.filled(id);
    const bool own = c != nullptr && c->receiving == Receiving::own;
    if (c != nullptr && (cqe.flags & IORING_CQE_F_MORE) == 0) {
        c->receiving = Receiving::nothing;
        c->cancelling = false;
    }
    if (c != nullptr && c->fd >= 0) {
        if (cqe.res > 0) {
            const auto bytes = static_cast<std::size_t>(cqe.res);
            if (own) {
                take_own(*c, bytes);
            } else {
                take_shared(*c, id, bytes);
            }
        } else if (cqe.res == 0) {
            end_of_stream(*c);
        } else {
            receive_failed(*c, -cqe.res);
        }
        if (cqe.res != -ENOBUFS) arm(*c);
    }
    if (has_buffer) buffers_.release(id);
}

template <class Handler>
void Loop<Handler>::receive_failed(Connection& c, int error) {
    if (error == ECANCELED || error == EINTR || error == EAGAIN) return; // asked for anew
    if (error == ENOBUFS) {
        if (buffers_.grow()) return arm(c);
        starved_.push_back(c.id); // until some of them are back
        hurry_ = true;
        return;
    }
    drop(c, {Ending::broken, error});
}

/// Something arrived in a buffer of the ring.
template <class Handler>
void Loop<Handler>::take_shared(Connection& c, unsigned id, std::size_t bytes) {
    if (c.finishing) return; // read, so that closing does not reset it, and dropped
    const std::span<std::byte> arrived{buffers_.data(id), bytes};
    if (c.paused || c.held.size() > 0) {
        append_held(c, arrived);
        c.undelivered = true;
        if (!c.paused) deliver_held(c);
        return;
    }
    window_shared_ = static_cast<int>(id);
    const Kept kept = handler_.received(*this, c, arrived);
    window_shared_ = -1;
    if (c.fd < 0 || c.finishing) return;
    c.held.wanted = kept.wanted;
    if (kept.consumed < bytes) append_held(c, arrived.subspan(kept.consumed));
    if (kept.wanted > BufferRing::kBytes || bytes == BufferRing::kBytes) {
        c.wants_own = true;
        c.small_reads = 0;
        stop_receiving(c);
    }
}

/// Something arrived in the connection's own buffer.
template <class Handler>
void Loop<Handler>::take_own(Connection& c, std::size_t bytes) {
    if (c.finishing) return;
    c.held.end += bytes;
    c.undelivered = true;
    c.small_reads =
        bytes > BufferRing::kBytes / 2 ? std::uint8_t{0} : static_cast<std::uint8_t>(c.small_reads + 1);
    if (!c.paused) deliver_held(c);
    if (c.small_reads >= kSmallReads && c.held.size() == 0) {
        c.small_reads = 0;
        c.wants_own = false;
    }
}

template <class Handler>
void Loop<Handler>::deliver_held(Connection& c) {
    c.undelivered = false;
    const std::span<std::byte> window{c.held.buffer.data() + c.held.begin, c.held.size()};
    const Kept kept = handler_.received(*this, c, window);
    if (c.fd < 0 || c.finishing) return;
    c.held.begin += kept.consumed;
    c.held.wanted = kept.wanted;
    if (c.held.size() > 0) return;
    c.held.largest = std::max(c.held.largest, window.size());
    retire_held(c);
}

/// The bytes that held.buffer must have room for.
template <class Handler>
std::size_t Loop<Handler>::held_need(const Connection& c) const {
    return inbox_.need_of(c.held, c.held.size(), c.held.wanted);
}

template <class Handler>
void Loop<Handler>::append_held(Connection& c, std::span<const std::byte> bytes) {
    if (c.held.buffer.capacity() - c.held.end < bytes.size())
        move_held(c, std::max(held_need(c), c.held.size() + bytes.size()));
    std::memcpy(c.held.buffer.data() + c.held.end, bytes.data(), bytes.size());
    c.held.end += bytes.size();
}

/// To the front of another buffer, of at least this capacity.
template <class Handler>
void Loop<Handler>::move_held(Connection& c, std::size_t capacity) {
    constexpr std::size_t kLeast = 2048;
    Buffer larger = inbox_.pool().take(std::max(capacity, kLeast));
    const std::size_t size = c.held.size();
    if (size > 0) std::memcpy(larger.data(), c.held.buffer.data() + c.held.begin, size);
    const std::size_t wanted = c.held.wanted;
    retire_held(c);
    c.held.buffer = std::move(larger);
    c.held.end = size;
    c.held.wanted = wanted;
}

/// Gives held.buffer back: to the pool, or to the queued send whose bytes lie in it.
template <class Handler>
void Loop<Handler>::retire_held(Connection& c) {
    if (c.sending_held) {
        c.sending_held = false;
        c.sending_own = std::move(c.held.buffer);
    }
    inbox_.release(c.held);
}

/// The peer says no more. What it has not read yet is still sent; a peer may end its side first.
template <class Handler>
void Loop<Handler>::end_of_stream(Connection& c) {
    c.ended_by_peer = true;
    if (!c.sends_pending()) return drop(c, {c.finishing ? Ending::by_us : Ending::by_peer, 0});
    finish(c);
}

} // namespace tare::wire::io::uring
