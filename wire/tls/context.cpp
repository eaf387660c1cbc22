#include "wire/tls/context.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>

namespace tare::wire::tls {

void Context::Free::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
void Context::Free::operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }

std::string linked_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

std::string openssl_errors() {
    std::string all;
    std::array<char, 256> line{};
    while (const unsigned long code = ERR_get_error()) {
        ERR_error_string_n(code, line.data(), line.size());
        if (!all.empty()) all += "; ";
        all += line.data();
    }
    return all.empty() ? "no reason given by OpenSSL" : all;
}

Result<Context> Context::make(bool is_server) {
    ERR_clear_error();
    Context context(SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method()), is_server);
    SSL_CTX* native = context.native();
    if (native == nullptr)
        return make_error(Trouble::environment, "cannot make a TLS context: {}", openssl_errors());
    if (SSL_CTX_set_min_proto_version(native, TLS1_3_VERSION) != 1 || SSL_CTX_set_num_tickets(native, 0) != 1)
        return make_error(Trouble::environment, "this OpenSSL cannot do TLS 1.3: {}", openssl_errors());
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    return context;
}

/// OpenSSL calls it with each ticket; what it returns says whether the reference is ours now.
int Context::keep_ticket(SSL* ssl, SSL_SESSION* session) {
    auto& tickets = *static_cast<Tickets*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    tickets.last.reset(session);
    return 1;
}

Result<Context> Context::server(const std::string& certificate_file, const std::string& key_file,
                                Resumption resumption) {
    Result<Context> made = make(true);
    if (!made) return made;
    // Tickets that hold their own state: nothing is kept, and nothing has to be found again.
    if (resumption == Resumption::on && SSL_CTX_set_num_tickets(made->native(), 1) != 1)
        return make_error(Trouble::environment, "TLS session tickets: {}", openssl_errors());
    if (SSL_CTX_use_certificate_chain_file(made->native(), certificate_file.c_str()) != 1)
        return make_error(Trouble::usage, "TLS certificate {}: {}", certificate_file, openssl_errors());
    if (SSL_CTX_use_PrivateKey_file(made->native(), key_file.c_str(), SSL_FILETYPE_PEM) != 1)
        return make_error(Trouble::usage, "TLS key {}: {}", key_file, openssl_errors());
    if (SSL_CTX_check_private_key(made->native()) != 1)
        return make_error(Trouble::usage, "TLS key {} does not belong to certificate {}: {}", key_file,
                          certificate_file, openssl_errors());
    return made;
}

Result<Context> Context::client(const std::string& ca_file, Resumption resumption) {
    Result<Context> made = make(false);
    if (!made) return made;
    if (SSL_CTX_load_verify_file(made->native(), ca_file.c_str()) != 1)
        return make_error(Trouble::usage, "TLS trust anchor {}: {}", ca_file, openssl_errors());
    SSL_CTX_set_verify(made->native(), SSL_VERIFY_PEER, nullptr);
    if (resumption == Resumption::on) {
        made->tickets_ = std::make_unique<Tickets>();
        SSL_CTX_set_app_data(made->native(), made->tickets_.get());
        SSL_CTX_set_session_cache_mode(made->native(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(made->native(), &Context::keep_ticket);
    }
    return made;
}

} // namespace tare::wire::tls
