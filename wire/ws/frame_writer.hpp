// A place in which outgoing frames are made: the payload lies on a cache line of its own, the header is
// written backwards before it, so that header and payload leave in one send, and masking copies at full
// speed.
//
// Thread safety: none.
#pragma once

#include "wire/buffer.hpp"
#include "wire/ws/mask.hpp"
#include "wire/ws/mask_keys.hpp"
#include "wire/ws/protocol.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace tare::wire::ws {

class FrameWriter {
  public:
    FrameWriter(Role role, Mask mask) : mask_(mask), masked_(role == Role::client) {}

    /// Makes room, so that frames up to this payload need no allocation.
    void reserve(std::size_t payload_bytes) { slot_.grow(kCacheLine + payload_bytes, 0); }

    /// The whole frame. It lies in the writer until the next call.
    [[nodiscard]] std::span<const std::byte> write(Opcode opcode, std::span<const std::byte> payload,
                                                   bool fin = true) {
        reserve(payload.size());
        std::byte* const body = slot_.data() + kCacheLine;
        std::byte* begin = nullptr;
        if (masked_) {
            const std::uint32_t key = keys_.next();
            mask_(body, payload.data(), payload.size(), key);
            begin = write_masked_header_before(body, opcode, payload.size(), key);
        } else {
            if (!payload.empty()) std::memcpy(body, payload.data(), payload.size());
            begin = write_header_before(body, opcode, payload.size());
        }
        if (!fin) *begin &= std::byte{0x7F};
        return {begin, static_cast<std::size_t>(body - begin) + payload.size()};
    }

    /// A close frame (section 5.5.1); no_status makes an empty one. `reason` is cut at 123 bytes.
    [[nodiscard]] std::span<const std::byte> close(CloseCode code, std::string_view reason = {});

  private:
    Mask mask_;
    bool masked_;
    MaskKeys keys_;
    Buffer slot_;
};

} // namespace tare::wire::ws
