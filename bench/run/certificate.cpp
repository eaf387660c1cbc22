#include "bench/run/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <memory>
#include <string_view>

namespace tare::run {
namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_vfree>>;

/// Who a certificate is for and by whom; an authority signs itself.
struct Issuer {
    X509* certificate = nullptr;
    EVP_PKEY* key = nullptr;
};

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// Version 3, a random serial number, valid from an hour ago (clocks differ) for a day.
bool fill_in(X509* certificate, EVP_PKEY* key, const char* common_name) {
    constexpr long kHour = 3600;
    std::uint64_t serial = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return false;
    X509_NAME* name = X509_get_subject_name(certificate);
    return X509_set_version(certificate, X509_VERSION_3) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -kHour) != nullptr &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * kHour) != nullptr &&
           X509_set_pubkey(certificate, key) == 1 &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                      reinterpret_cast<const unsigned char*>(common_name), -1, -1, 0) == 1;
}

Certificate make_authority(EVP_PKEY* key) {
    Certificate made(X509_new());
    const bool good = made && fill_in(made.get(), key, "Tare throw-away authority") &&
                      X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) == 1 &&
                      add_extension(made.get(), made.get(), NID_basic_constraints, "critical,CA:TRUE") &&
                      add_extension(made.get(), made.get(), NID_key_usage, "critical,keyCertSign") &&
                      add_extension(made.get(), made.get(), NID_subject_key_identifier, "hash") &&
                      X509_sign(made.get(), key, EVP_sha256()) > 0;
    return good ? std::move(made) : nullptr;
}

/// A leaf of its own below an authority, rather than one self-signed certificate: some libraries refuse an
/// authority that presents itself as a server, others a server that is nobody's.
Certificate make_leaf(EVP_PKEY* key, const Issuer& issuer, const std::string& names) {
    Certificate made(X509_new());
    const bool good =
        made && fill_in(made.get(), key, "Tare throw-away server") &&
        X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.certificate)) == 1 &&
        add_extension(made.get(), issuer.certificate, NID_basic_constraints, "critical,CA:FALSE") &&
        add_extension(made.get(), issuer.certificate, NID_key_usage, "critical,digitalSignature") &&
        add_extension(made.get(), issuer.certificate, NID_ext_key_usage, "serverAuth") &&
        add_extension(made.get(), issuer.certificate, NID_subject_key_identifier, "hash") &&
        add_extension(made.get(), issuer.certificate, NID_authority_key_identifier, "keyid") &&
        add_extension(made.get(), issuer.certificate, NID_subject_alt_name, names) &&
        X509_sign(made.get(), issuer.key, EVP_sha256()) > 0;
    return good ? std::move(made) : nullptr;
}

std::string text_of(BIO* memory) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    return {data, static_cast<std::size_t>(size)};
}

/// Private before anything is in it.
Result<void> write_private(const std::filesystem::path& file, const std::string& text) {
    namespace fs = std::filesystem;
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    std::error_code error;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, error);
    out << text;
    out.close();
    if (!out || error) {
        return make_error(Trouble::environment, "{}: cannot be written{}{}", file.string(), error ? ": " : "",
                          error ? error.message() : "");
    }
    return {};
}

} // namespace

Result<TlsFiles> make_certificate(const std::filesystem::path& folder, const CertificateNames& names) {
    const Key authority_key(EVP_EC_gen("P-256")), key(EVP_EC_gen("P-256"));
    const Certificate authority = authority_key ? make_authority(authority_key.get()) : nullptr;
    const Certificate leaf = authority && key ? make_leaf(key.get(), {authority.get(), authority_key.get()},
                                                          fmt::format("{}", fmt::join(names, ",")))
                                              : nullptr;
    const Memory chain(BIO_new(BIO_s_mem())), secret(BIO_new(BIO_s_mem()));
    if (!leaf || !chain || !secret || PEM_write_bio_X509(chain.get(), leaf.get()) != 1 ||
        PEM_write_bio_X509(chain.get(), authority.get()) != 1 ||
        PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return make_error(Trouble::environment, "OpenSSL could not make a certificate for {}",
                          fmt::join(names, ", "));
    }
    const TlsFiles files{folder / "cert.pem", folder / "key.pem"};
    if (auto written = write_private(files.certificate, text_of(chain.get())); !written)
        return written.error();
    if (auto written = write_private(files.key, text_of(secret.get())); !written) return written.error();
    return files;
}

} // namespace tare::run
