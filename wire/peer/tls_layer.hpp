// One connection's TLS state. The plaintext's memory is as the ciphertext's: shared, and kept by a connection
// only when it leaves something behind.
#pragma once

#include "wire/io/inbox.hpp"
#include "wire/tls/session.hpp"

#include <utility>

namespace tare::wire::peer {

struct TlsLayer {
    explicit TlsLayer(tls::Session made) : session(std::move(made)) {}

    tls::Session session;
    io::Held held;
    tls::Status status = tls::Status::wants_input;

    /// Decrypts what was fed, as many records as there are and room has place for. Sets `status`.
    std::size_t decrypt(std::span<std::byte> room) {
        std::size_t got = 0;
        for (status = tls::Status::ok; status == tls::Status::ok && got < room.size();) {
            const tls::ReadOutcome outcome = session.read(room.subspan(got));
            status = outcome.status;
            got += outcome.bytes;
        }
        return got;
    }
};

} // namespace tare::wire::peer
