// A place in which outgoing frames are made, one or several behind each other that leave in one send. The
// first payload lies on a cache line of its own with its header before it, so that masking copies at full
// speed.
//
// Thread safety: none.
#pragma once

#include "wire/buffer.hpp"
#include "wire/ws/mask.hpp"
#include "wire/ws/mask_keys.hpp"
#include "wire/ws/protocol.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace tare::wire::ws {

class FrameWriter {
  public:
    FrameWriter(Role role, Mask mask) : mask_(mask), masked_(role == Role::client) {}

    /// Makes room, so that frames up to this payload need no allocation.
    void reserve(std::size_t payload_bytes) { slot_.grow(kCacheLine + payload_bytes, 0); }

    /// The whole frame. It lies in the writer until the next call. Nothing may be pending.
    [[nodiscard]] std::span<const std::byte> write(Opcode opcode, std::span<const std::byte> payload,
                                                   bool fin = true) {
        append(opcode, payload, fin);
        return take();
    }

    /// Makes a frame behind those that are pending.
    void append(Opcode opcode, std::span<const std::byte> payload, bool fin = true) {
        const std::size_t header = header_bytes(payload.size(), masked_);
        if (pending() == 0) begin_ = end_ = kCacheLine - header;
        slot_.grow(end_ + header + payload.size(), end_);
        std::byte* const body = slot_.data() + end_ + header;
        std::byte* at = nullptr;
        if (masked_) {
            const std::uint32_t key = keys_.next();
            mask_(body, payload.data(), payload.size(), key);
            at = write_masked_header_before(body, opcode, payload.size(), key);
        } else {
            if (!payload.empty()) std::memcpy(body, payload.data(), payload.size());
            at = write_header_before(body, opcode, payload.size());
        }
        if (!fin) *at &= std::byte{0x7F};
        end_ += header + payload.size();
    }

    /// Makes the frame of a message that `make` compresses (RFC 7692 section 6: RSV1), behind those that are
    /// pending. `make` is given the buffer and the offset at which it shall put the payload, and returns how
    /// many bytes that took, or nothing if it could not: then there is no frame, and this is false.
    template <class Make>
    [[nodiscard]] bool append_compressed(Opcode opcode, Make&& make) {
        // How long the header will be is known only when the payload is there.
        const std::size_t offset = pending() == 0 ? kCacheLine : end_ + kLongestHeader;
        const std::optional<std::size_t> bytes = make(slot_, offset);
        if (!bytes) return false;
        const std::size_t header = header_bytes(*bytes, masked_);
        if (pending() == 0) begin_ = end_ = kCacheLine - header;
        std::byte* const body = slot_.data() + end_ + header;
        if (end_ + header != offset) std::memmove(body, slot_.data() + offset, *bytes);
        std::byte* at = nullptr;
        if (masked_) {
            const std::uint32_t key = keys_.next();
            mask_(body, body, *bytes, key);
            at = write_masked_header_before(body, opcode, *bytes, key);
        } else {
            at = write_header_before(body, opcode, *bytes);
        }
        *at |= std::byte{0x40};
        end_ += header + *bytes;
        return true;
    }

    /// Begins a frame behind those that are pending; its payload follows by append_part(), in all so many
    /// bytes. Nothing else may be appended meanwhile.
    void begin_frame(Opcode opcode, std::size_t payload_bytes, bool fin) {
        const std::size_t header = header_bytes(payload_bytes, masked_);
        if (pending() == 0) begin_ = end_ = kCacheLine - header;
        slot_.grow(end_ + header, end_);
        std::byte* const body = slot_.data() + end_ + header;
        part_key_ = masked_ ? keys_.next() : 0;
        std::byte* const at = masked_ ? write_masked_header_before(body, opcode, payload_bytes, part_key_)
                                      : write_header_before(body, opcode, payload_bytes);
        if (!fin) *at &= std::byte{0x7F};
        end_ += header;
    }
    /// A multiple of 4 bytes, so that the masking key begins anew with the next; only the last may be any
    /// number.
    void append_part(std::span<const std::byte> part) {
        if (pending() == 0) begin_ = end_ = kCacheLine;
        slot_.grow(end_ + part.size(), end_);
        if (masked_) {
            mask_(slot_.data() + end_, part.data(), part.size(), part_key_);
        } else if (!part.empty()) {
            std::memcpy(slot_.data() + end_, part.data(), part.size());
        }
        end_ += part.size();
    }

    /// Bytes of the frames that were appended and not taken.
    [[nodiscard]] std::size_t pending() const { return end_ - begin_; }

    /// All pending frames; none is pending then. They lie in the writer until the next call.
    [[nodiscard]] std::span<const std::byte> take() {
        const std::span<const std::byte> frames{slot_.data() + begin_, pending()};
        begin_ = end_;
        return frames;
    }

    /// A close frame (section 5.5.1); no_status makes an empty one. `reason` is cut at 123 bytes.
    [[nodiscard]] std::span<const std::byte> close(CloseCode code, std::string_view reason = {});

  private:
    Mask mask_;
    bool masked_;
    MaskKeys keys_;
    Buffer slot_;
    std::size_t begin_ = 0, end_ = 0; ///< of the pending frames in slot_
    std::uint32_t part_key_ = 0;      ///< of the frame that was begun
};

} // namespace tare::wire::ws
