// A throw-away certificate for tests: P-256, self-signed, valid for an hour. Nothing is ever stored in the
// tree.
#pragma once

#include "tests/catch.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace tare::tests {

/// Writes cert.pem and key.pem into a folder of its own and removes it again.
class Certificate {
  public:
    /// `names` as in openssl's subjectAltName, e.g. "DNS:localhost,IP:127.0.0.1".
    explicit Certificate(const std::string& names) {
        std::string folder = (std::filesystem::temp_directory_path() / "tare-test-XXXXXX").string();
        REQUIRE(::mkdtemp(folder.data()) != nullptr);
        folder_ = folder;
        using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
        using Cert = std::unique_ptr<X509, decltype(&X509_free)>;
        const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
        const Cert cert(X509_new(), &X509_free);
        X509_set_version(cert.get(), 2); // 2 means version 3
        ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(cert.get()), -60);
        X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
        X509_NAME* subject = X509_get_subject_name(cert.get());
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("tare test"), -1, -1, 0);
        X509_set_issuer_name(cert.get(), subject);
        X509_set_pubkey(cert.get(), key.get());
        X509_EXTENSION* alternative =
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
        REQUIRE(alternative != nullptr);
        X509_add_ext(cert.get(), alternative, -1);
        X509_EXTENSION_free(alternative);
        REQUIRE(X509_sign(cert.get(), key.get(), EVP_sha256()) > 0);
        write(certificate_file(), [&](FILE* file) { return PEM_write_X509(file, cert.get()); });
        write(key_file(), [&](FILE* file) {
            return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
    }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;
    ~Certificate() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    [[nodiscard]] std::string certificate_file() const { return (folder_ / "cert.pem").string(); }
    [[nodiscard]] std::string key_file() const { return (folder_ / "key.pem").string(); }

  private:
    template <class Writer>
    static void write(const std::string& path, Writer writer) {
        FILE* file = std::fopen(path.c_str(), "w");
        REQUIRE(file != nullptr);
        const int done = writer(file);
        std::fclose(file);
        REQUIRE(done == 1);
    }

    std::filesystem::path folder_;
};

} // namespace tare::tests
