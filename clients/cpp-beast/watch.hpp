// Notices silence: looks at a coarse interval whether every connection has moved since, so that a deadline
// costs a message nothing.
#pragma once

#include "clients/cpp-beast/connection.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <vector>

namespace tare::clients {

/// Fails the block when a connection has waited for its answer as long as the deadline, at most a quarter of
/// it later. `Connections` is a vector of pointers to Connection.
template <class Connections>
class Watch {
  public:
    Watch(asio::io_context& context, const Connections& connections, Block& block)
        : timer_(context), connections_(connections), block_(block), seen_(connections.size()) {}

    /// When the work begins.
    void start() {
        std::ranges::fill(seen_, Seen{});
        look();
    }

  private:
    struct Seen {
        std::int64_t message = -1;
        StampNs since_ns = 0;
    };

    void look() {
        const StampNs now = contract::now_ns();
        const std::int64_t deadline_ns = block_.request.deadline.count();
        for (std::size_t i = 0; i < connections_.size(); ++i) {
            const auto& connection = *connections_[i];
            if (connection.finished()) continue;
            if (connection.message() != seen_[i].message) {
                seen_[i] = {connection.message(), now};
            } else if (now - seen_[i].since_ns >= deadline_ns) {
                return block_.fail(make_error(Trouble::contender,
                                              "message {} of connection {}: no answer for {} ms",
                                              connection.message(), i, deadline_ns / 1'000'000));
            }
        }
        timer_.expires_after(std::chrono::nanoseconds(std::max<std::int64_t>(deadline_ns / 4, 1'000'000)));
        timer_.async_wait([this](ErrorCode ec) {
            if (!ec) look();
        });
    }

    asio::steady_timer timer_;
    const Connections& connections_;
    Block& block_;
    std::vector<Seen> seen_;
};

} // namespace tare::clients
