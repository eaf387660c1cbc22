// What OpenSSL reads from and writes to: a span that was lent, and a vector. Internal to wire/tls.
#pragma once

#include "wire/tls/session.hpp"

#include <openssl/bio.h>

#include <cstddef>
#include <span>
#include <vector>

namespace tare::wire::tls {

struct Session::Pipe {
    std::span<const std::byte> incoming; ///< lent by feed()
    std::vector<std::byte> outgoing;
    std::size_t outgoing_begin = 0; ///< what comes before was sent

    /// A BIO that reads and writes this object, which must outlive it. Null if OpenSSL has no memory.
    BIO* make_bio();

    static int read(BIO* bio, char* into, std::size_t size, std::size_t* got);
    static int write(BIO* bio, const char* from, std::size_t size, std::size_t* written);
};

} // namespace tare::wire::tls
