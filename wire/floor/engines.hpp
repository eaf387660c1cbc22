// The two ways of the floor to the kernel, as its server and its client use them: what can be probed, and
// what makes a channel on a socket.
#pragma once

#include "base/error.hpp"
#include "contract/cpp/messages.hpp"
#include "wire/floor/plain_channel.hpp"
#include "wire/floor/ring.hpp"
#include "wire/floor/ring_channel.hpp"
#include "wire/liburing.hpp"
#include "wire/tls/context.hpp"

#include <memory>

namespace tare::wire::floor {

/// Blocking system calls; spinning, the same calls with MSG_DONTWAIT.
class BlockingEngine {
  public:
    using Channel = PlainChannel;

    static Result<contract::Probe> probe() {
        return contract::Probe{.versions = {{"openssl", tls::linked_version()}},
                               .features = "send and recv on a blocking socket"};
    }
    static Result<BlockingEngine> create(contract::WaitMode wait) { return BlockingEngine(wait); }

    std::unique_ptr<Channel> channel(int descriptor, Nanoseconds deadline) {
        return std::make_unique<Channel>(descriptor, wait_, deadline);
    }

  private:
    explicit BlockingEngine(contract::WaitMode wait) : wait_(wait) {}
    contract::WaitMode wait_;
};

/// io_uring; one system call a message and end.
class RingEngine {
  public:
    using Channel = RingChannel;

    static Result<contract::Probe> probe() {
        const auto ring = Ring::create(contract::WaitMode::block);
        if (!ring) return ring.error();
        return contract::Probe{
            .versions = {{"liburing", liburing_version()}, {"openssl", tls::linked_version()}},
            .features = (*ring)->features()};
    }
    static Result<RingEngine> create(contract::WaitMode wait) {
        auto ring = Ring::create(wait);
        if (!ring) return ring.error();
        return RingEngine(std::move(*ring));
    }

    std::unique_ptr<Channel> channel(int descriptor, Nanoseconds deadline) {
        return std::make_unique<Channel>(*ring_, descriptor, deadline);
    }

  private:
    explicit RingEngine(std::unique_ptr<Ring> ring) : ring_(std::move(ring)) {}
    std::unique_ptr<Ring> ring_;
};

} // namespace tare::wire::floor
