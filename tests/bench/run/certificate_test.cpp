#include "bench/run/certificate.hpp"
#include "bench/run/temporary_folder.hpp"
#include "tests/catch.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>

using namespace tare;
using namespace tare::run;

namespace {

/// Whether a client that trusts `ca_file` takes the first certificate of `presented` for that address:
/// X509_V_OK, or OpenSSL's code for why not.
int verdict(const std::filesystem::path& ca_file, const std::filesystem::path& presented,
            const char* address) {
    const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(), X509_STORE_free);
    REQUIRE(X509_STORE_load_locations(store.get(), ca_file.string().c_str(), nullptr) == 1);
    std::FILE* file = std::fopen(presented.string().c_str(), "r");
    REQUIRE(file != nullptr);
    const std::unique_ptr<X509, decltype(&X509_free)> leaf(PEM_read_X509(file, nullptr, nullptr, nullptr),
                                                           X509_free);
    std::fclose(file);
    REQUIRE(leaf != nullptr);
    const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(X509_STORE_CTX_new(),
                                                                                  X509_STORE_CTX_free);
    REQUIRE(X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr) == 1);
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set1_ip_asc(X509_STORE_CTX_get0_param(context.get()), address);
    X509_verify_cert(context.get());
    return X509_STORE_CTX_get_error(context.get());
}

} // namespace

TEST_CASE("a certificate is good for the loopback, and for whoever trusts it") {
    const auto one = TemporaryFolder::make().value(), other = TemporaryFolder::make().value();
    const auto files = make_certificate(one.path()).value();
    const auto others = make_certificate(other.path()).value();
    CHECK(verdict(files.certificate, files.certificate, "127.0.0.1") == X509_V_OK);
    CHECK(verdict(files.certificate, files.certificate, "::1") == X509_V_OK);
    CHECK(verdict(files.certificate, files.certificate, "127.0.0.2") == X509_V_ERR_IP_ADDRESS_MISMATCH);
    CHECK(verdict(others.certificate, files.certificate, "127.0.0.1") != X509_V_OK);
}

TEST_CASE("names can be chosen") {
    const auto folder = TemporaryFolder::make().value();
    const auto files = make_certificate(folder.path(), {"IP:127.0.0.2", "DNS:other.invalid"}).value();
    CHECK(verdict(files.certificate, files.certificate, "127.0.0.2") == X509_V_OK);
    CHECK(verdict(files.certificate, files.certificate, "127.0.0.1") == X509_V_ERR_IP_ADDRESS_MISMATCH);
}

TEST_CASE("both files are this user's alone") {
    const auto folder = TemporaryFolder::make().value();
    const auto files = make_certificate(folder.path()).value();
    using std::filesystem::perms;
    for (const auto& file : {files.certificate, files.key}) {
        CHECK(std::filesystem::status(file).permissions() == (perms::owner_read | perms::owner_write));
    }
}

TEST_CASE("a folder that is not there, or a name that is none, is an error") {
    const auto folder = TemporaryFolder::make().value();
    const auto missing = make_certificate(folder.path() / "missing");
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().message.find("missing") != std::string::npos);
    CHECK_FALSE(make_certificate(folder.path(), {"IP:not-an-address"}).has_value());
}
