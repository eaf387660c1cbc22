// A TLS 1.3 configuration, made once and shared by every session: a server's certificate and key, or a
// client's trust in one CA file.
//
// Only TLS 1.3 is spoken (RFC 8446), with OpenSSL's own choice of cipher suites. There are no session tickets
// unless they are asked for: where some connections were resumed and some were not, two runs would differ.
// Nothing is read from the system's trust store.
//
// Thread safety: a Context may be shared by threads once made; a client's with resumption belongs to one.
#pragma once

#include "base/error.hpp"

#include <openssl/types.h>

#include <memory>
#include <string>

struct ssl_session_st; // SSL_SESSION, which openssl/types.h does not name

namespace tare::wire::tls {

/// Whether a handshake can take up the secrets of one before it (RFC 8446, section 2.2): a fresh (EC)DHE all
/// the same, and no certificate.
enum class Resumption {
    off,
    on, ///< a server sends one ticket after each handshake; a client offers the ticket that came last
};

class Context {
  public:
    /// The server's side. Both files are PEM; the first may hold a chain. Errors (Trouble::usage): a file
    /// that cannot be read or parsed, a key that does not belong to the certificate.
    static Result<Context> server(const std::string& certificate_file, const std::string& key_file,
                                  Resumption resumption = Resumption::off);

    /// The client's side: a peer is accepted only if its certificate leads to one in `ca_file` (PEM) and
    /// names the host that the session is made for. Errors (Trouble::usage): a file that cannot be read or
    /// parsed. With resumption it is for the connections to one server, and outlives them.
    static Result<Context> client(const std::string& ca_file, Resumption resumption = Resumption::off);

    [[nodiscard]] SSL_CTX* native() const { return context_.get(); }
    /// Client, with resumption: what the ticket that came last stands for; null before one came.
    [[nodiscard]] ssl_session_st* ticket() const { return tickets_ ? tickets_->last.get() : nullptr; }
    [[nodiscard]] bool is_server() const { return is_server_; }

  private:
    struct Free {
        void operator()(SSL_CTX*) const;
        void operator()(ssl_session_st*) const;
    };
    struct Tickets {
        std::unique_ptr<ssl_session_st, Free> last;
    };
    static int keep_ticket(SSL*, ssl_session_st*);
    Context(SSL_CTX* context, bool is_server) : context_(context), is_server_(is_server) {}
    static Result<Context> make(bool is_server);

    std::unique_ptr<Tickets>
        tickets_; // its address is known to OpenSSL, so it does not move with the context
    std::unique_ptr<SSL_CTX, Free> context_;
    bool is_server_;
};

/// The version of the OpenSSL that is really linked, e.g. "3.0.17": for `--probe`.
std::string linked_version();

/// Takes everything out of this thread's OpenSSL error queue, as one line.
std::string openssl_errors();

} // namespace tare::wire::tls
