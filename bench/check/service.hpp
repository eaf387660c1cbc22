// The checker as the server on /stream, /transfer and /broadcast: does what a client asks for there, as it
// should or with one fault that the client must notice. One that does not notice would publish a number for
// it.
//
// Thread safety: none.
#pragma once

#include "bench/check/echo_server.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace tare::check {

class Service {
  public:
    using Peers = std::vector<std::unique_ptr<Peer>>;

    virtual ~Service() = default;
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    /// What the client has said on one connection, of all that there are.
    virtual void take(Peer& from, const Message& message, const Peers& all) = 0;
    /// Sends what is due by now.
    virtual void tick() {}
    /// How many operations the client can have counted in its block.
    [[nodiscard]] std::int64_t operations() const { return operations_; }

  protected:
    Service() = default;
    std::int64_t operations_ = 0;
};

/// Of a stream or a broadcast, which message a fault is in: early enough for every block, and not the first.
inline constexpr std::int64_t kFaultyMessage = 5;

/// For the vector's path and fault, which must outlive it; null for /echo.
std::unique_ptr<Service> make_service(const ClientVector& vector);

/// What clients are asked about these paths, in order.
std::vector<ClientVector> service_vectors();

} // namespace tare::check
