// One TLS connection between memory and memory: ciphertext in, plaintext out, and the reverse. It knows no
// socket, so every I/O backend can carry it.
//
//     session.feed(received);                        // no copy: read in place
//     for (;;) {
//         const auto [status, bytes] = session.read(plain);
//         … use the first `bytes` of plain …
//         if (status != Status::ok) break;
//     }
//     session.write(reply);
//     socket.send(session.outgoing());               // handshake, alerts and records, all in order
//     session.sent(n);
//
// The handshake is driven by read(): whenever it was called there may be something in outgoing().
//
// Thread safety: none; one session belongs to one thread.
#pragma once

#include "base/error.hpp"
#include "wire/tls/context.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace tare::wire::tls {

enum class Status {
    ok,          ///< bytes were delivered; call again
    wants_input, ///< everything that was fed is used up
    closed,      ///< the peer sent close_notify
    failed,      ///< see failure(); the session is dead, an alert may be in outgoing()
};

struct ReadOutcome {
    Status status = Status::failed;
    std::size_t bytes = 0; ///< 0 unless the status is ok
};

class Session {
  public:
    /// The server's side of a connection that was accepted.
    static Result<Session> accept(const Context& context);
    /// The client's side. `host` is a DNS name or an IP address (an IPv6 one with or without its brackets)
    /// and must be named by the peer's certificate. The first flight is in outgoing() at once; it offers the
    /// context's ticket, if there is one.
    static Result<Session> connect(const Context& context, const std::string& host);

    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;
    ~Session();

    /// Lends ciphertext. It is read where it lies and must stay there until read() returned something other
    /// than Status::ok. What was lent before must have been used up.
    void feed(std::span<const std::byte> ciphertext);
    /// How much of what was fed has not been read yet.
    [[nodiscard]] std::size_t unread() const;

    /// Decrypts up to one record (16 KiB at most) into `plaintext`, which must not be empty.
    [[nodiscard]] ReadOutcome read(std::span<std::byte> plaintext);

    /// Encrypts all of `plaintext` to the end of outgoing(): one record for each 16 KiB begun. False if the
    /// session is not established or failed. An empty span writes nothing.
    [[nodiscard]] bool write(std::span<const std::byte> plaintext);

    /// Ciphertext that waits to be sent. Valid until the next call of read(), write(), sent() or shutdown().
    [[nodiscard]] std::span<const std::byte> outgoing() const;
    /// Takes the first `bytes` from outgoing().
    void sent(std::size_t bytes);

    /// The handshake is done and, on the client, the certificate was accepted.
    [[nodiscard]] bool established() const;
    /// The handshake took up a ticket: no certificate was sent, the one of the first connection stands for
    /// it.
    [[nodiscard]] bool resumed() const;
    /// Puts close_notify into outgoing().
    void shutdown();
    /// What went wrong, in one line; a refused certificate says which rule it broke.
    [[nodiscard]] const std::string& failure() const { return failure_; }

  private:
    struct Pipe;
    struct Free {
        void operator()(SSL*) const;
    };
    Session();
    static Result<Session> make(const Context& context);
    ReadOutcome fail();

    std::unique_ptr<Pipe> pipe_; // its address is known to OpenSSL, so it does not move with the session
    std::unique_ptr<SSL, Free> ssl_;
    std::string failure_;
};

} // namespace tare::wire::tls
