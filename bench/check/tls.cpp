#include "bench/check/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace tare::check {
namespace {

int number_of(TlsVersion version) { return version == TlsVersion::v1_2 ? TLS1_2_VERSION : TLS1_3_VERSION; }

Error openssl_error(std::string_view attempted) {
    char text[256] = "unknown reason";
    if (const unsigned long code = ERR_get_error()) ERR_error_string_n(code, text, sizeof text);
    ERR_clear_error();
    return make_error(Trouble::internal, "{}: {}", attempted, text);
}

} // namespace

Result<TlsContext> server_context(const run::TlsFiles& files, TlsVersion most, int tickets) {
    TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context || SSL_CTX_set_max_proto_version(context.get(), number_of(most)) != 1 ||
        SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.string().c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context.get(), files.key.string().c_str(), SSL_FILETYPE_PEM) != 1) {
        return openssl_error("TLS for the checker's server");
    }
    SSL_CTX_set_num_tickets(context.get(), static_cast<std::size_t>(tickets));
    return context;
}

Result<TlsContext> client_context(const std::filesystem::path& ca_file, TlsVersion least, TlsVersion most) {
    TlsContext context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    if (!context || SSL_CTX_set_min_proto_version(context.get(), number_of(least)) != 1 ||
        SSL_CTX_set_max_proto_version(context.get(), number_of(most)) != 1 ||
        SSL_CTX_load_verify_locations(context.get(), ca_file.string().c_str(), nullptr) != 1) {
        return openssl_error("TLS for the checker's client");
    }
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    return context;
}

} // namespace tare::check
