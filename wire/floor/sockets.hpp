// TCP sockets as the floor needs them: owned, TCP_NODELAY, closed on exec.
//
// Thread safety: none.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace tare::wire::floor {

/// Owns a file descriptor.
class Socket {
  public:
    Socket() = default;
    explicit Socket(int descriptor) : descriptor_(descriptor) {}
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket& operator=(Socket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~Socket();

    [[nodiscard]] int descriptor() const { return descriptor_; }

  private:
    int descriptor_ = -1;
};

/// Connects; each send and receive of the socket bears a silence of `deadline` at most (0: any). `host` is an
/// address or a name, an IPv6 address with or without brackets. Errors (Trouble::contender) name the peer.
Result<Socket> connect_tcp(const std::string& host, std::uint16_t port, Nanoseconds deadline);

void set_no_delay(const Socket& socket);
void set_non_blocking(const Socket& socket);

/// The longest silence that a blocking send or receive bears; 0: any.
void set_deadline(const Socket& socket, Nanoseconds deadline);

/// Errors (Trouble::environment) name the address.
Result<Socket> listen_tcp(const std::string& address, std::uint16_t port);

/// The port that a listening socket really has.
std::uint16_t local_port(const Socket& listener);

/// Waits for the next connection on either of two listeners; the second may be an empty Socket.
struct Accepted {
    Socket socket;
    bool on_second = false;
};
Result<Accepted> accept_either(const Socket& first, const Socket& second);

} // namespace tare::wire::floor
