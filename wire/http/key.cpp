#include "wire/http/handshake.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <span>
#include <stdexcept>

namespace tare::wire::http {

namespace {

std::string base64(std::span<const unsigned char> bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0'); // and OpenSSL's final NUL
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                    static_cast<int>(bytes.size()));
    text.pop_back();
    return text;
}

} // namespace

std::string new_key() {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("the operating system gives no random bytes");
    return base64(bytes);
}

std::string accept_for(std::string_view key) {
    std::string salted(key);
    salted += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // section 1.3
    std::array<unsigned char, 20> digest{};
    if (EVP_Digest(salted.data(), salted.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1)
        throw std::runtime_error("this OpenSSL has no SHA-1");
    return base64(digest);
}

} // namespace tare::wire::http
