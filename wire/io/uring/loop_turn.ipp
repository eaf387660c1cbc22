// The io_uring loop's turn, and how connections begin and end.
#pragma once

namespace tare::wire::io::uring {

template <class Handler>
Result<std::unique_ptr<Loop<Handler>>> Loop<Handler>::make_with(Handler& handler, const Options& options,
                                                                const Features& features) {
    int error = 0;
    auto ring = Ring::make(features.setup_flags, features.registered_ring, error);
    if (ring == nullptr) return make_error(Trouble::environment, "io_uring_setup: {}", std::strerror(error));
    auto loop = std::unique_ptr<Loop>(new Loop(handler, options, features, std::move(ring)));
    if (features.multishot_receive) error = loop->buffers_.start(*loop->ring_);
    if (error != 0)
        return make_error(Trouble::environment, "io_uring's buffer ring: {}", std::strerror(error));
    return loop;
}

template <class Handler>
Loop<Handler>::~Loop() {
    // Ended before the ring goes, so that the kernel writes to none of our memory any more.
    for (Connection& c : slab_.slots()) {
        if (c.fd >= 0) drop(c, {});
    }
    for (int patience = 0; patience < 100 && !dead_.empty(); ++patience) {
        hurry_ = false;
        wait(Nanoseconds{10'000'000});
        settle_sends();
        ring_->seen(ring_->each([&](const io_uring_cqe& cqe) {
            Connection* c = find(cqe.user_data);
            const auto about = static_cast<About>(cqe.user_data >> kAboutShift);
            if (c == nullptr || about == About::accept || about == About::pulse) return;
            if (about == About::receive && (cqe.flags & IORING_CQE_F_MORE) == 0)
                c->receiving = Receiving::nothing;
            if (about == About::flush) c->flushing = false;
        }));
        std::erase_if(dead_, [](Connection* c) {
            if (!c->quiet()) return false;
            ::close(std::exchange(c->closing_fd, -1));
            return true;
        });
    }
}

template <class Handler>
Result<void> Loop<Handler>::listen(Socket listener, int tag) {
    listeners_.push_back({std::move(listener), tag});
    arm_accept(static_cast<std::uint32_t>(listeners_.size() - 1));
    return {};
}

template <class Handler>
auto Loop<Handler>::adopt(Socket socket, int tag) -> Result<Connection*> {
    return &add(socket.release(), tag);
}

template <class Handler>
int Loop<Handler>::turn(Nanoseconds most) {
    int done = wait(most) ? 1 : 0;
    // Everything that is there is looked at for sends that failed, before any send counts as done. If there
    // was not room for all completions that cannot be known yet; then nothing is settled in this turn.
    const bool all_here = !ring_->overflown();
    if (!queued_.empty()) ring_->each([&](const io_uring_cqe& cqe) { note_failed_send(cqe); });
    if (all_here) [[likely]] {
        settle_sends();
    } else {
        hurry_ = true;
    }
    const unsigned seen = ring_->each([&](const io_uring_cqe& cqe) { complete(cqe); });
    ring_->seen(seen);
    if (options_.wait == Wait::spin) done = static_cast<int>(seen);
    if (deadlines_.any()) [[unlikely]]
        done += this->expire();
    if (!dead_.empty()) [[unlikely]]
        bury_dead();
    return done;
}

template <class Handler>
void Loop<Handler>::note_failed_send(const io_uring_cqe& cqe) {
    if (static_cast<About>(cqe.user_data >> kAboutShift) != About::queued_send) return;
    if (Connection* c = find(cqe.user_data)) {
        c->send_failed = true;
        c->send_result = cqe.res;
    }
}

/// False if there was nothing to do for as long as was allowed.
template <class Handler>
bool Loop<Handler>::wait(Nanoseconds most) {
    if (std::exchange(hurry_, false) || options_.wait == Wait::spin) {
        ring_->submit_and_look();
        return true;
    }
    return ring_->submit_and_wait(this->patience_ns(most));
}

template <class Handler>
void Loop<Handler>::complete(const io_uring_cqe& cqe) {
    switch (static_cast<About>(cqe.user_data >> kAboutShift)) {
    case About::accept:
        accepted(cqe);
        break;
    case About::receive:
        received(find(cqe.user_data), cqe);
        break;
    case About::flush:
        if (Connection* c = find(cqe.user_data)) flushed(*c, cqe.res);
        break;
    case About::queued_send: // looked at before
    case About::pulse:
        if (pulsing_ && SlotId::unpack(cqe.user_data).index == pulse_number_) arm_pulse();
        break;
    case About::cancel:
        break;
    }
}

template <class Handler>
void Loop<Handler>::pulse(Nanoseconds every) {
    constexpr std::int64_t kNsPerSecond = 1'000'000'000;
    if (pulsing_) {
        io_uring_sqe* sqe = ring_->entry();
        io_uring_prep_timeout_remove(sqe, user_data(About::pulse, {pulse_number_, 0}), 0);
        io_uring_sqe_set_data64(sqe, user_data(About::cancel, {}));
        io_uring_submit(ring_->native()); // before its number and its period change
    }
    ++pulse_number_;
    pulsing_ = every.count() > 0;
    pulse_every_ = {.tv_sec = every.count() / kNsPerSecond, .tv_nsec = every.count() % kNsPerSecond};
    if (pulsing_) arm_pulse();
}

template <class Handler>
void Loop<Handler>::arm_pulse() {
    io_uring_sqe* sqe = ring_->entry();
    io_uring_prep_timeout(sqe, &pulse_every_, 0, 0);
    io_uring_sqe_set_data64(sqe, user_data(About::pulse, {pulse_number_, 0}));
}

template <class Handler>
void Loop<Handler>::arm_accept(std::uint32_t listener) {
    io_uring_sqe* sqe = ring_->entry();
    const int fd = listeners_[listener].socket.fd();
    if (features_.multishot_accept) {
        io_uring_prep_multishot_accept(sqe, fd, nullptr, nullptr, SOCK_CLOEXEC);
    } else {
        io_uring_prep_accept(sqe, fd, nullptr, nullptr, SOCK_CLOEXEC);
    }
    io_uring_sqe_set_data64(sqe, user_data(About::accept, {listener, 0}));
}

template <class Handler>
void Loop<Handler>::accepted(const io_uring_cqe& cqe) {
    const std::uint32_t listener = SlotId::unpack(cqe.user_data).index;
    if (cqe.res >= 0) {
        if (slab_.used() >= options_.most_connections) {
            ::close(cqe.res);
        } else {
            set_no_delay(cqe.res);
            add(cqe.res, listeners_[listener].tag);
        }
    } else if (cqe.res == -EMFILE || cqe.res == -ENFILE) {
        spare_.shed(listeners_[listener].socket.fd());
    }
    if ((cqe.flags & IORING_CQE_F_MORE) == 0) arm_accept(listener);
}

template <class Handler>
auto Loop<Handler>::add(int fd, int tag) -> Connection& {
    // io_uring waits by itself; a descriptor that does not block would make it say EAGAIN instead.
    if (const int flags = ::fcntl(fd, F_GETFL); flags >= 0 && (flags & O_NONBLOCK) != 0)
        ::fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
    Connection& c = slab_.take();
    c.fd = fd;
    c.tag = tag;
    handler_.opened(*this, c);
    arm(c);
    return c;
}

template <class Handler>
void Loop<Handler>::finish(Connection& c) {
    if (c.fd < 0 || c.finishing) return;
    c.finishing = true;
    this->set_deadline(c, kLinger);
    if (!c.sends_pending()) ::shutdown(c.fd, SHUT_WR);
    if (c.send_queued) hurry_ = true;           // FIN follows it, and nothing announces that it has gone
    if (std::exchange(c.paused, false)) arm(c); // what the peer still says is read and dropped
}

template <class Handler>
void Loop<Handler>::drop(Connection& c, End end) {
    if (c.fd < 0) return;
    // Requests hold on to the socket; ending it makes them complete. The number stays taken until then, so
    // that nothing that is queued can reach a successor.
    ::shutdown(c.fd, SHUT_RDWR);
    c.closing_fd = std::exchange(c.fd, -1);
    c.end = end;
    dead_.push_back(&c);
    hurry_ = true;
}

/// Ends what was dropped and is not with the kernel any more.
template <class Handler>
void Loop<Handler>::bury_dead() {
    std::vector<Connection*> gone;
    std::erase_if(dead_, [&](Connection* c) {
        if (!c->quiet()) return false;
        gone.push_back(c);
        return true;
    });
    for (Connection* c : gone) {
        ::close(c->closing_fd);
        c->flushed.clear(inbox_.pool());
        this->bury(*c);
    }
}

} // namespace tare::wire::io::uring
