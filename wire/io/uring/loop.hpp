// The io_uring backend: completions as they are. See seam.hpp for what the functions mean.
//
// - Receiving: one multishot request a connection, into buffers that the kernel picks from a common ring; a
//   connection whose messages are larger than those gets a buffer and requests of its own, contiguous.
// - Sending: the send is queued and goes to the kernel with the call that waits for the next message: one
//   system call a message. It posts no completion if everything went out (MSG_WAITALL makes anything less a
//   failure), so waiting for one event waits for a message, and a partial send is still heard of at once.
// - One send a connection is queued at most; what comes after it, or could not be sent, is copied and
// follows.
#pragma once

#include "wire/io/loop_core.hpp"
#include "wire/io/uring/buffer_ring.hpp"
#include "wire/io/uring/connection.hpp"
#include "wire/io/uring/features.hpp"
#include "wire/io/uring/ring.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

namespace tare::wire::io::uring {

template <class Handler>
class Loop : public LoopCore<Loop<Handler>, Handler, UringConnection<Handler>> {
    using Core = LoopCore<Loop, Handler, UringConnection<Handler>>;
    using Core::dead_, Core::deadlines_, Core::handler_, Core::inbox_, Core::options_, Core::slab_;
    using typename Core::Listener;

  public:
    using Connection = UringConnection<Handler>;

    static Result<std::unique_ptr<Loop>> make(Handler& handler, const Options& options) {
        const Result<Features> features = find_features(options.wait);
        if (!features) return features.error();
        return make_with(handler, options, *features);
    }
    /// With no more than these features: how an older kernel is tested on a newer one.
    static Result<std::unique_ptr<Loop>> make_with(Handler& handler, const Options& options,
                                                   const Features& features);
    ~Loop();

    Result<void> listen(Socket listener, int tag);
    Result<Connection*> adopt(Socket socket, int tag);
    int turn(Nanoseconds most);

    void send_lent(Connection& c, std::span<const std::byte> bytes);
    void send(Connection& c, std::span<const std::byte> bytes);
    void finish(Connection& c);
    void drop(Connection& c, End end);

    void pulse(Nanoseconds every);

    [[nodiscard]] bool has_unsent(const Connection& c) const { return c.sends_pending(); }

    [[nodiscard]] std::int64_t now_ns() const {
        return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds{1};
    }
    [[nodiscard]] const Features& features() const { return features_; }

  private:
    /// What a completion is about: the top bits of its user data; below, the connection.
    enum class About : std::uint64_t { accept, receive, queued_send, flush, cancel, pulse };
    static constexpr unsigned kAboutShift = 60;
    static constexpr std::uint32_t kGenerationMask = 0x0FFF'FFFF;
    /// Up to this a send from elsewhere is copied and queued; above it the copy costs more than a call.
    static constexpr std::size_t kCopied = std::size_t{8} << 10;
    /// So many small reads in a row give a connection's own buffer back.
    static constexpr std::uint8_t kSmallReads = 64;

    Loop(Handler& handler, const Options& options, const Features& features, std::unique_ptr<Ring> ring)
        : Core(handler, options), features_(features), ring_(std::move(ring)) {}

    static std::uint64_t user_data(About about, SlotId id) {
        id.generation &= kGenerationMask;
        return static_cast<std::uint64_t>(about) << kAboutShift | id.packed();
    }
    Connection* find(std::uint64_t user_data) {
        const SlotId id = SlotId::unpack(user_data);
        if (id.index >= slab_.slots().size()) return nullptr;
        Connection& c = slab_.slots()[id.index];
        return (c.id.generation & kGenerationMask) == (id.generation & kGenerationMask) ? &c : nullptr;
    }
    // loop_turn.ipp
    bool wait(Nanoseconds most);
    void note_failed_send(const io_uring_cqe& cqe);
    void complete(const io_uring_cqe& cqe);
    void accepted(const io_uring_cqe& cqe);
    void arm_pulse();
    void arm_accept(std::uint32_t listener);
    Connection& add(int fd, int tag);
    void bury_dead();

    // loop_receive.ipp
    void arm(Connection& c);
    void stop_receiving(Connection& c);
    void received(Connection* c, const io_uring_cqe& cqe);
    void receive_failed(Connection& c, int error);
    void take_shared(Connection& c, unsigned id, std::size_t bytes);
    void take_own(Connection& c, std::size_t bytes);
    void deliver_held(Connection& c);
    void append_held(Connection& c, std::span<const std::byte> bytes);
    void move_held(Connection& c, std::size_t capacity);
    void retire_held(Connection& c);
    std::size_t held_need(const Connection& c) const;
    void end_of_stream(Connection& c);

    // loop_send.ipp
    void queue_send(Connection& c, std::span<const std::byte> bytes);
    void append(Connection& c, std::span<const std::byte> bytes);
    void settle_sends();
    void settle(Connection& c);
    void flush(Connection& c);
    void flushed(Connection& c, int result);
    void all_sent(Connection& c);
    void resume(Connection& c);

    Features features_;
    std::unique_ptr<Ring> ring_;
    BufferRing buffers_; // registered with the ring, so it goes first
    SpareDescriptor spare_;
    std::vector<Listener> listeners_;
    std::vector<Connection*> queued_; ///< have a queued send that is not settled
    std::vector<Connection*> settling_;
    std::vector<SlotId> starved_; ///< there was no shared buffer for them
    int window_shared_ = -1;      ///< the ring's buffer in which the window lies that a handler has, or -1
    __kernel_timespec pulse_every_{};
    std::uint32_t pulse_number_ = 0; ///< tells the timer that runs from one that was given up
    bool pulsing_ = false;
    bool hurry_ = false; ///< there is work that no completion will announce: do not wait
};

} // namespace tare::wire::io::uring

#include "wire/io/uring/loop_receive.ipp"
#include "wire/io/uring/loop_send.ipp"
#include "wire/io/uring/loop_turn.ipp"
