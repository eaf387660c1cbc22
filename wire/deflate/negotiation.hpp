// permessage-deflate in the opening handshake (RFC 7692 sections 5 and 7.1), both sides: field values in,
// field values out.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace tare::wire::deflate {

inline constexpr int kLeastWindowBits = 8, kMostWindowBits = 15;

/// Section 7.1. In an agreement: how both ends compress. In wishes: what an end asks of the other, and does
/// itself. The defaults are those of the RFC: every message may refer back to the ones before it.
struct Parameters {
    bool server_no_context_takeover = false; ///< the server begins each message with an empty window
    bool client_no_context_takeover = false;
    int server_max_window_bits = kMostWindowBits; ///< base-2 logarithm of the server's window, 8 .. 15
    int client_max_window_bits = kMostWindowBits;

    friend bool operator==(const Parameters&, const Parameters&) = default;
};

enum class Outcome {
    agreed,
    declined, ///< go on without compression
    failed,   ///< the field is one that must not be sent: fail the handshake
};

struct Agreement {
    Outcome outcome = Outcome::declined;
    Parameters parameters;
    std::string field;    ///< a server's answer, where it agreed: the value of Sec-WebSocket-Extensions
    const char* why = ""; ///< of failed
};

/// A server's choice: the first offer that can be met. An offer with an unknown parameter, the same one twice
/// or a value out of range is declined, and the next one looked at (section 7.1). A field that is not in the
/// RFC's form fails.
///
/// `wishes`: what a client asks for is done in any case; windows are the smaller of both. A smaller window of
/// the client's can only be had where the client says that it would make one.
Agreement answer_offers(std::string_view offers, const Parameters& wishes);

/// A client's offer: its wishes, and that its window may be made smaller still.
std::string make_offer(const Parameters& wishes);

/// What a client makes of the answer to make_offer(wishes). An empty one declined. Failed: another extension,
/// more than one, a parameter that is unknown, there twice, out of range or not what was wished for.
Agreement judge_answer(std::string_view answer, const Parameters& wishes);

} // namespace tare::wire::deflate
