#include "wire/floor/ring_channel.hpp"

#include "contract/cpp/recorder.hpp"

#include <algorithm>
#include <cerrno>

namespace tare::wire::floor {

RingChannel::RingChannel(Ring& ring, int descriptor, Nanoseconds deadline)
    : ring_(ring), descriptor_(descriptor), generation_(ring.next_generation()), deadline_(deadline) {
    if (deadline.count() == 0) return;
    const std::int64_t period_ns = std::max<std::int64_t>(deadline.count() / 4, 1'000'000);
    period_.tv_sec = period_ns / 1'000'000'000;
    period_.tv_nsec = period_ns % 1'000'000'000;
    queue_timer();
}

RingChannel::~RingChannel() {
    if (pending_ != 0) ::shutdown(descriptor_, SHUT_RDWR);
    while (pending_ != 0 && wait() != Outcome::failed) {
    }
    // A timer that is still armed ends with the ring; its completion carries an old generation.
}

Outcome RingChannel::transfer(std::span<const std::byte> out, std::span<std::byte> in, int receive_flags) {
    ++transfers_;
    receive_flags_ = receive_flags;
    out_ = out;
    in_ = in;
    if (!out.empty()) queue_send();
    if (!in.empty()) queue_receive();
    Outcome outcome = Outcome::done;
    while (pending_ != 0 && outcome == Outcome::done) outcome = wait();
    return outcome;
}

void RingChannel::queue_send() {
    io_uring_sqe* entry = io_uring_get_sqe(ring_.native());
    io_uring_prep_send(entry, descriptor_, out_.data(), out_.size(), MSG_NOSIGNAL | MSG_WAITALL);
    entry->user_data = generation_ << kTagBits | kSend;
    ++pending_;
}

void RingChannel::queue_receive() {
    io_uring_sqe* entry = io_uring_get_sqe(ring_.native());
    io_uring_prep_recv(entry, descriptor_, in_.data(), in_.size(), receive_flags_);
    entry->user_data = generation_ << kTagBits | kReceive;
    ++pending_;
}

void RingChannel::queue_timer() {
    io_uring_sqe* entry = io_uring_get_sqe(ring_.native());
    io_uring_prep_timeout(entry, &period_, 0, 0);
    entry->user_data = generation_ << kTagBits | kTimer;
}

Outcome RingChannel::wait() {
    io_uring* ring = ring_.native();
    const bool spin = ring_.wait() == contract::WaitMode::spin;
    // A send that the kernel takes in parts goes on only when the ring's owner runs its work, and with
    // DEFER_TASKRUN the owner is woken for as many pieces of work as it waits for completions: waiting for
    // two would wait for the timer.
    const unsigned wanted = out_.size() > kSurelyWhole ? 1 : pending_;
    const int submitted = spin ? io_uring_submit(ring) : io_uring_submit_and_wait(ring, wanted);
    if (submitted < 0 && submitted != -EINTR && submitted != -EAGAIN && submitted != -EBUSY) {
        pending_ = 0; // nothing more can be learnt about them
        return fail(-submitted);
    }
    io_uring_cqe* completion = nullptr;
    if (spin) {
        while (io_uring_peek_cqe(ring, &completion) != 0) {
        }
    }
    Outcome outcome = Outcome::done;
    while (io_uring_peek_cqe(ring, &completion) == 0) {
        const std::uint64_t tag = completion->user_data;
        const int result = completion->res;
        io_uring_cqe_seen(ring, completion);
        if (tag >> kTagBits != generation_) continue;
        const Outcome one = complete(static_cast<Tag>(tag & ((1U << kTagBits) - 1)), result);
        if (outcome == Outcome::done) outcome = one;
        if (pending_ == 0) break;
    }
    return outcome;
}

Outcome RingChannel::complete(Tag tag, int result) {
    if (tag == kTimer) return look_at_silence();
    --pending_;
    if (result < 0) {
        if (result != -EINTR && result != -EAGAIN) return fail(-result);
        result = 0;
    } else if (result == 0 && tag == kReceive) {
        return Outcome::closed;
    }
    const auto moved = static_cast<std::size_t>(result);
    if (tag == kSend) {
        out_ = out_.subspan(moved);
        if (!out_.empty()) queue_send();
    } else {
        in_ = in_.subspan(moved);
        if (!in_.empty() && (receive_flags_ != 0 || moved == 0)) queue_receive();
    }
    return Outcome::done;
}

Outcome RingChannel::fail(int error_number) {
    failure_.error_number = error_number;
    return error_number == ECONNRESET || error_number == EPIPE ? Outcome::closed : Outcome::failed;
}

Outcome RingChannel::look_at_silence() {
    const StampNs now = contract::now_ns();
    if (transfers_ != transfers_seen_) {
        transfers_seen_ = transfers_;
        quiet_since_ns_ = now;
    } else if (now - quiet_since_ns_ >= deadline_.count()) {
        return Outcome::silent;
    }
    queue_timer();
    return Outcome::done;
}

} // namespace tare::wire::floor
