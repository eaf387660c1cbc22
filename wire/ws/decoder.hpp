// RFC 6455 frames out of a stream of bytes, for both roles, wherever the stream is cut.
//
// The caller keeps a window: everything received and not yet used up, contiguous and writable. next() takes
// one frame at a time from its front. A message that came in one frame stays where it lies and is unmasked
// there; only the pieces of a fragmented one are copied together. A frame that is not whole yet stays in the
// window, and what is there of it is unmasked (and checked) already while it is warm in the cache; so the
// next window must begin with the same bytes.
//
//     std::span<std::byte> unread = window;
//     for (;;) {
//         const ws::Event event = decoder.next(unread);
//         if (event.step == Step::more) break;   // keep `unread`; wanted() says how much it must become
//         …
//     }
//
// Thread safety: none.
#pragma once

#include "wire/buffer.hpp"
#include "wire/ws/mask.hpp"
#include "wire/ws/protocol.hpp"
#include "wire/ws/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace tare::wire::ws {

enum class Step : std::uint8_t {
    more,    ///< the window holds no further whole frame
    message, ///< a whole text or binary message
    ping,
    pong,
    close,  ///< the peer's close frame; `code` and the reason as payload
    failed, ///< the peer broke the protocol: close with `code`, read nothing more
};

struct Event {
    Step step = Step::more;
    Opcode opcode = Opcode::continuation;
    /// It lies in the window, or in the decoder (a message that was fragmented); before it, the bytes that
    /// its header took up, or at least kLongestHeader in the decoder, are free for a header of its answer.
    /// Valid until the next call of next().
    std::span<std::byte> payload;
    bool in_window = true;
    bool compressed = false; ///< of message: by permessage-deflate (RFC 7692); text is not checked then
    CloseCode code = CloseCode::no_status; ///< of close and failed
    const char* why = "";                  ///< of failed: what the peer did wrong
};

class Decoder {
  public:
    /// `longest_message`: payload bytes; what is longer fails with 1009, before it is read.
    /// `longest_compressed`: the same for compressed messages; 0: permessage-deflate was not agreed on, and
    /// there are none.
    /// `spare`, if given, outlives the decoder and is shared by all of one thread: the memory in which one of
    /// them put a long fragmented message together is there for the next such message, of whichever.
    Decoder(Role role, Mask mask, std::size_t longest_message, std::size_t longest_compressed = 0,
            Buffer* spare = nullptr)
        : mask_(mask),
          longest_message_(longest_message),
          longest_compressed_(longest_compressed),
          spare_(spare),
          role_(role) {}

    /// Takes the next frame from the front of `unread`. After Step::failed there is nothing more to call.
    ///
    /// `reply_at`, if given, asks for the answer's place: the payload of a message or ping is put where it
    /// must lie so that an unmasked frame with it begins exactly at `reply_at`. That is how answers to
    /// pipelined frames come to lie side by side, and unmasking does the moving. It must not lie behind the
    /// frame's begin by more than a mask's length. Ignored for messages that were fragmented.
    [[nodiscard]] Event next(std::span<std::byte>& unread, std::byte* reply_at = nullptr);

    /// After Step::more: how many bytes the window must have for a whole frame, 0 when not known yet.
    [[nodiscard]] std::size_t wanted() const { return wanted_; }

    /// Between two messages: nothing is half done.
    [[nodiscard]] bool idle() const { return !fragmented_ && unmasked_ == 0; }

  private:
    struct Header {
        std::size_t bytes = 0; ///< 0: not whole yet
        std::size_t payload = 0;
        std::uint32_t key = 0;
        Opcode opcode = Opcode::continuation;
        bool fin = false;
        bool compressed = false;
        CloseCode error = CloseCode::no_status; ///< anything else: the frame is refused
        const char* why = "";
    };
    [[nodiscard]] Header parse(std::span<const std::byte> unread) const;
    [[nodiscard]] const char* refuse_first_bytes(unsigned b0, unsigned b1) const;
    [[nodiscard]] bool is_too_long(const Header& header, std::uint64_t payload) const;
    [[nodiscard]] bool is_text(const Header& header) const;
    bool take(const Header& header, std::byte* to, std::byte* from, std::size_t bytes);
    bool take_text(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key);
    Event more(const Header& header, std::span<std::byte> unread);
    Event fragment(const Header& header, std::byte* payload);
    void make_room(std::size_t bytes);
    void give_room_back();
    Event data(const Header& header, std::byte* payload, std::byte* to);
    static Event close(std::span<std::byte> payload);
    static Event fail(CloseCode code, const char* why);

    Mask mask_;
    std::size_t longest_message_, longest_compressed_;
    std::size_t unmasked_ = 0; ///< bytes of the unfinished frame at the window's front that are done
    std::size_t wanted_ = 0;
    Buffer assembly_; ///< a fragmented message, after kCacheLine bytes for its answer's header
    std::size_t assembled_ = 0;
    Buffer* spare_;
    Utf8 utf8_;
    Role role_;
    bool fragmented_ = false;
    bool compressed_ = false;      ///< of the message being assembled
    Opcode kind_ = Opcode::binary; ///< of the message being assembled
};

} // namespace tare::wire::ws
