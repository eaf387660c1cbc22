// Reads what a contender sends, as RFC 6455 section 5.2 draws it, and notices everything that its sender was
// not allowed to do. It only reads: what a contender should send stands in the vectors.
//
// Thread safety: none.
#pragma once

#include "bench/check/bytes.hpp"
#include "bench/check/deflate.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace tare::check {

enum class Opcode { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };
std::string to_string(Opcode); ///< "text", "opcode 3"

struct Frame {
    bool fin = false;
    int reserved = 0; ///< RSV1 = 4, RSV2 = 2, RSV3 = 1
    Opcode opcode = Opcode::continuation;
    bool masked = false;
    std::array<unsigned char, 4> key{};
    bool shortest_length = true; ///< the length stands in the fewest bytes
    Bytes payload;               ///< unmasked
};

/// Takes the first whole frame out of `bytes`; nothing when it is not all there. An error for a length that
/// no answer of this checker can have (above 64 MiB).
Result<std::optional<Frame>> take_frame(Bytes& bytes);

/// Who sends: clients must mask, servers must not (section 5.1).
enum class Sender { server, client };

struct Message {
    Opcode opcode = Opcode::binary;
    Bytes payload; ///< inflated
    bool compressed = false;
};

/// A frame with the shortest length. A client's is masked by zeros, so that its payload stands as it is.
Bytes frame_of(Sender, Opcode, const Bytes& payload, bool fin = true);

struct CloseSeen {
    std::optional<int> code; ///< absent: a Close frame without a body
    Bytes reason;
};

/// What one side of a connection has sent so far.
class Inbound {
  public:
    explicit Inbound(Sender sender) : sender_(sender) {}

    /// Takes every whole frame out of `bytes`. After a violation nothing more is read.
    void take(Bytes& bytes);

    std::deque<Message> messages; ///< whole messages, in order; the reader takes them off
    std::deque<Bytes> pings, pongs;
    std::optional<CloseSeen> close;
    std::optional<Inflate> inflate;                 ///< where permessage-deflate was agreed on
    std::string violation;                          ///< what the sender did that it must not, in one sentence
    std::vector<std::array<unsigned char, 4>> keys; ///< masking keys of frames with a payload, in order
    int most_frames = 0;                            ///< of one message
    std::size_t largest_frame = 0;                  ///< payload bytes of the largest data frame

  private:
    void sort_in(Frame);
    void sort_control(Frame&);
    [[nodiscard]] std::string complaint(const Frame&) const;

    Sender sender_;
    std::optional<Message> unfinished_;
    int frames_ = 0; ///< of the unfinished message
};

} // namespace tare::check
