// The prober as a client of one server: an opening handshake of its own wording, then frames.
//
// Thread safety: none.
#pragma once

#include "bench/check/frames.hpp"
#include "bench/check/http.hpp"
#include "bench/check/stream.hpp"

#include <functional>
#include <string_view>

namespace tare::features {

class Caller {
  public:
    /// Connects, asks for /echo with `more` lines (each ending in CRLF), and waits for the head that answers,
    /// whatever it says. Errors: no connection, no head in time.
    static Result<Caller> open(std::uint16_t port, std::string_view more, Nanoseconds patience);
    /// The same, where only status 101 will do.
    static Result<Caller> upgraded(std::uint16_t port, Nanoseconds patience);

    [[nodiscard]] const check::Head& head() const { return head_; }
    [[nodiscard]] check::Stream& stream() { return stream_; }
    [[nodiscard]] check::Inbound& inbound() { return inbound_; }

    /// Takes frames until `done`; false at the deadline, at the end of the connection, or when the server
    /// broke a rule. Why: trouble().
    bool receive(const std::function<bool()>& done, Nanoseconds patience);
    /// What there was instead of an answer, in a few words.
    [[nodiscard]] std::string trouble(Nanoseconds patience) const;

  private:
    explicit Caller(check::Stream stream) : stream_(std::move(stream)) {}

    check::Stream stream_;
    check::Head head_;
    check::Inbound inbound_{check::Sender::server};
};

/// A whole, masked frame of a client.
check::Bytes client_frame(check::Opcode, std::string_view payload);

/// Bytes that do not repeat within some thousand, so that what is lost or moved is noticed.
check::Bytes pattern(std::size_t size);

} // namespace tare::features
