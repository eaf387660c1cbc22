#include "wire/tls/session.hpp"

#include "wire/tls/pipe.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace tare::wire::tls {

void Session::Free::operator()(SSL* ssl) const {
    // Else a connection that ended without close_notify takes the ticket that it brought with it.
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(ssl);
}

Session::Session() : pipe_(std::make_unique<Pipe>()) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&& other) noexcept {
    // The SSL object refers to the pipe, so it goes first.
    ssl_ = std::move(other.ssl_);
    pipe_ = std::move(other.pipe_);
    failure_ = std::move(other.failure_);
    return *this;
}
Session::~Session() = default;

Result<Session> Session::make(const Context& context) {
    ERR_clear_error();
    Session session;
    session.ssl_.reset(SSL_new(context.native()));
    BIO* bio = session.ssl_ ? session.pipe_->make_bio() : nullptr;
    if (bio == nullptr)
        return make_error(Trouble::environment, "cannot make a TLS session: {}", openssl_errors());
    SSL_set_bio(session.ssl_.get(), bio, bio);
    return session;
}

Result<Session> Session::accept(const Context& context) {
    Result<Session> made = make(context);
    if (made) SSL_set_accept_state(made->ssl_.get());
    return made;
}

Result<Session> Session::connect(const Context& context, const std::string& host) {
    Result<Session> made = make(context);
    if (!made) return made;
    SSL* ssl = made->ssl_.get();
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    const std::string name = bracketed ? host.substr(1, host.size() - 2) : host;
    // An address is compared with the certificate's addresses and never sent as a server name (RFC 6066,
    // section 3); anything else is a DNS name and is sent.
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) != 1) {
        ERR_clear_error();
        if (SSL_set1_host(ssl, name.c_str()) != 1 || SSL_set_tlsext_host_name(ssl, name.c_str()) != 1)
            return make_error(Trouble::usage, "TLS host name \"{}\": {}", name, openssl_errors());
    }
    if (SSL_SESSION* ticket = context.ticket(); ticket != nullptr && SSL_set_session(ssl, ticket) != 1)
        return make_error(Trouble::internal, "TLS ticket: {}", openssl_errors());
    SSL_set_connect_state(ssl);
    SSL_do_handshake(ssl); // writes the first flight, then wants input
    return made;
}

void Session::feed(std::span<const std::byte> ciphertext) { pipe_->incoming = ciphertext; }

std::size_t Session::unread() const { return pipe_->incoming.size(); }

ReadOutcome Session::fail() {
    const long verdict = SSL_get_verify_result(ssl_.get());
    failure_ = verdict == X509_V_OK ? openssl_errors()
                                    : fmt::format("the peer's certificate is refused: {}",
                                                  X509_verify_cert_error_string(verdict));
    ERR_clear_error();
    return {Status::failed, 0};
}

ReadOutcome Session::read(std::span<std::byte> plaintext) {
    if (!failure_.empty()) return {Status::failed, 0};
    std::size_t got = 0;
    if (SSL_read_ex(ssl_.get(), plaintext.data(), plaintext.size(), &got) == 1) return {Status::ok, got};
    switch (SSL_get_error(ssl_.get(), 0)) {
    case SSL_ERROR_WANT_READ:
        return {Status::wants_input, 0};
    case SSL_ERROR_ZERO_RETURN:
        return {Status::closed, 0};
    default:
        return fail();
    }
}

bool Session::write(std::span<const std::byte> plaintext) {
    if (plaintext.empty()) return true;
    if (!failure_.empty() || !established()) return false;
    std::size_t written = 0;
    // The pipe takes everything, so a write is never partial.
    if (SSL_write_ex(ssl_.get(), plaintext.data(), plaintext.size(), &written) == 1) return true;
    fail();
    return false;
}

std::span<const std::byte> Session::outgoing() const {
    return std::span<const std::byte>(pipe_->outgoing).subspan(pipe_->outgoing_begin);
}

void Session::sent(std::size_t bytes) {
    pipe_->outgoing_begin += bytes;
    if (pipe_->outgoing_begin < pipe_->outgoing.size()) return;
    pipe_->outgoing.clear(); // keeps its memory: no allocation after warm-up
    pipe_->outgoing_begin = 0;
}

bool Session::established() const { return SSL_is_init_finished(ssl_.get()) == 1; }

bool Session::resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

void Session::shutdown() {
    if (!failure_.empty() || !established()) return;
    if (SSL_shutdown(ssl_.get()) < 0) ERR_clear_error();
}

} // namespace tare::wire::tls
