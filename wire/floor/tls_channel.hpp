// The least that two programs can do over TLS 1.3: records are made and opened in memory, so that a message
// of many records still takes one send (SSL_write on the socket itself makes a system call for each 16 KiB).
#pragma once

#include "wire/floor/channel.hpp"
#include "wire/tls/session.hpp"

#include <utility>
#include <vector>

namespace tare::wire::floor {

/// `Transport` is PlainChannel or RingChannel; the caller owns it.
template <class Transport>
class TlsChannel {
  public:
    TlsChannel(Transport& transport, tls::Session session)
        : transport_(transport), session_(std::move(session)), buffer_(kBufferBytes) {}

    /// The client's handshake, to its end: the certificate is accepted then. A server needs none: its first
    /// exchange does it.
    Outcome handshake() {
        std::byte unexpected{};
        while (!session_.established()) {
            if (const Outcome outcome = flush_and_receive(); outcome != Outcome::done) return outcome;
            const auto read = session_.read({&unexpected, 1});
            if (read.status == tls::Status::ok) return fail("the server spoke first");
            if (read.status != tls::Status::wants_input) return end(read.status);
        }
        return flush();
    }

    Outcome exchange(std::span<const std::byte> out, std::span<std::byte> in) {
        if (!out.empty() && !session_.write(out)) return fail(session_.failure());
        for (;;) {
            while (!in.empty()) {
                const auto read = session_.read(in);
                if (read.status == tls::Status::wants_input) break;
                if (read.status != tls::Status::ok) return end(read.status);
                in = in.subspan(read.bytes);
            }
            if (in.empty()) return flush();
            if (const Outcome outcome = flush_and_receive(); outcome != Outcome::done) return outcome;
        }
    }

    /// Sends all of `out` and receives what comes first into `in`; `received` says how much.
    Outcome exchange_some(std::span<const std::byte> out, std::span<std::byte> in, std::size_t& received) {
        if (!out.empty() && !session_.write(out)) return fail(session_.failure());
        for (received = 0; !in.empty();) {
            const auto read = session_.read(in.subspan(received));
            received += read.bytes;
            if (received == in.size() || (received > 0 && read.status == tls::Status::wants_input)) break;
            if (read.status == tls::Status::ok) continue;
            if (read.status != tls::Status::wants_input) return end(read.status);
            if (const Outcome outcome = flush_and_receive(); outcome != Outcome::done) return outcome;
        }
        return flush();
    }

    /// The handshake took up a ticket.
    [[nodiscard]] bool resumed() const { return session_.resumed(); }

    [[nodiscard]] const Failure& failure() const {
        return failure_.tls.empty() ? transport_.failure() : failure_;
    }

  private:
    // More than a message of 100 000 bytes and its records, so that it can arrive with one receive.
    static constexpr std::size_t kBufferBytes = 128 * 1024;

    Outcome flush() {
        const auto outgoing = session_.outgoing();
        if (outgoing.empty()) return Outcome::done;
        const Outcome outcome = transport_.exchange(outgoing, {});
        session_.sent(outgoing.size());
        return outcome;
    }

    Outcome flush_and_receive() {
        const auto outgoing = session_.outgoing();
        std::size_t received = 0;
        const Outcome outcome = transport_.exchange_some(outgoing, buffer_, received);
        session_.sent(outgoing.size());
        session_.feed(std::span(buffer_).first(received));
        return outcome;
    }

    Outcome end(tls::Status status) {
        if (status == tls::Status::closed) return Outcome::closed;
        const Outcome outcome = fail(session_.failure());
        flush(); // the alert that says why
        return outcome;
    }

    Outcome fail(const std::string& why) {
        failure_.tls = why;
        return Outcome::failed;
    }

    Transport& transport_;
    tls::Session session_;
    std::vector<std::byte> buffer_;
    Failure failure_;
};

} // namespace tare::wire::floor
