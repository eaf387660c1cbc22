// A TLS 1.3 configuration, made once and shared by every session: a server's certificate and key, or a
// client's trust in one CA file.
//
// Only TLS 1.3 is spoken (RFC 8446), with OpenSSL's own choice of cipher suites, and no session tickets: a
// resumed handshake would make two runs differ. Nothing is read from the system's trust store.
//
// Thread safety: a Context may be shared by threads once made.
#pragma once

#include "base/error.hpp"

#include <openssl/types.h>

#include <memory>
#include <string>

namespace tare::wire::tls {

class Context {
  public:
    /// The server's side. Both files are PEM; the first may hold a chain. Errors (Trouble::usage): a file
    /// that cannot be read or parsed, a key that does not belong to the certificate.
    static Result<Context> server(const std::string& certificate_file, const std::string& key_file);

    /// The client's side: a peer is accepted only if its certificate leads to one in `ca_file` (PEM) and
    /// names the host that the session is made for. Errors (Trouble::usage): a file that cannot be read or
    /// parsed.
    static Result<Context> client(const std::string& ca_file);

    [[nodiscard]] SSL_CTX* native() const { return context_.get(); }
    [[nodiscard]] bool is_server() const { return is_server_; }

  private:
    struct Free {
        void operator()(SSL_CTX*) const;
    };
    Context(SSL_CTX* context, bool is_server) : context_(context), is_server_(is_server) {}
    static Result<Context> make(bool is_server);

    std::unique_ptr<SSL_CTX, Free> context_;
    bool is_server_;
};

/// The version of the OpenSSL that is really linked, e.g. "3.0.17": for `--probe`.
std::string linked_version();

/// Takes everything out of this thread's OpenSSL error queue, as one line.
std::string openssl_errors();

} // namespace tare::wire::tls
