// TCP sockets as the loops want them: made, bound or connected here, then handed over. Never inside a
// measurement.
//
// Thread safety: a Socket belongs to one thread; the functions are free of shared state.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace tare::wire::io {

/// Owns a descriptor.
class Socket {
  public:
    Socket() = default;
    explicit Socket(int fd) : fd_(fd) {}
    Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Socket& operator=(Socket&& other) noexcept {
        close();
        fd_ = std::exchange(other.fd_, -1);
        return *this;
    }
    ~Socket() { close(); }

    [[nodiscard]] int fd() const { return fd_; }
    [[nodiscard]] int release() { return std::exchange(fd_, -1); }
    void close();

  private:
    int fd_ = -1;
};

/// Listens on a numeric address; port 0 means any. Non-blocking. The error names address and reason.
Result<Socket> listen_tcp(const std::string& address, std::uint16_t port);
/// The port a socket is bound to.
std::uint16_t local_port(const Socket& socket);

/// Connects within `most`; the socket is then non-blocking, with TCP_NODELAY. `host` may be a name or an
/// address, an IPv6 one with or without brackets.
Result<Socket> connect_tcp(const std::string& host, std::uint16_t port, Nanoseconds most);

void set_no_delay(int fd);

/// A descriptor that is kept for the moment when there are no others: a connection that waits at a listener
/// would then wake its loop for ever.
class SpareDescriptor {
  public:
    SpareDescriptor();
    /// Accepts one connection with it and closes that.
    void shed(int listener);

  private:
    Socket spare_;
};

/// Lets this process have as many descriptors as it may without a privilege.
void raise_descriptor_limit();

} // namespace tare::wire::io
