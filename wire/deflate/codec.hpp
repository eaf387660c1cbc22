// The two directions of permessage-deflate for one connection (RFC 7692 section 7.2), over zlib: whole
// messages in, whole messages out.
//
// zlib's memory is taken with the first message of a direction, and kept: a connection that never compresses
// costs nothing. Afterwards nothing is allocated but what the caller's buffer must grow by. By zlib's
// documentation (zconf.h), with window bits w and memory level m: compressing 2^(w+2) + 2^(m+9) bytes,
// 256 KiB at the defaults of 15 and 8; inflating 2^w and about 7 KiB, 39 KiB at 15.
//
// Thread safety: none.
#pragma once

#include "wire/buffer.hpp"
#include "wire/deflate/negotiation.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

struct z_stream_s;

namespace tare::wire::deflate {

struct Options {
    Parameters wishes;
    int level = -1;       ///< zlib's compression level 0 .. 9; -1: its default, 6
    int memory_level = 8; ///< zlib's memLevel 1 .. 9
};

/// One direction of an agreement.
struct Direction {
    int window_bits = kMostWindowBits;
    bool takeover = true; ///< messages refer back to the ones before
};

class Inflater {
  public:
    explicit Inflater(Direction direction) : direction_(direction) {}

    enum class Status : std::uint8_t {
        done,
        too_long,  ///< inflates to more than the limit; stopped there
        bad_data,  ///< no DEFLATE, or it does not end where the message does
        no_memory, ///< zlib got none
    };

    /// Inflates a message, given without the four bytes that its sender took off its end. `into` holds the
    /// result from `offset` on, `bytes` of it, at most `longest`; it grows with what really comes out. After
    /// anything but done the inflater is of no more use.
    [[nodiscard]] Status message(std::span<const std::byte> compressed, std::size_t longest, Buffer& into,
                                 std::size_t offset, std::size_t& bytes);

  private:
    struct End {
        void operator()(z_stream_s* stream) const;
    };
    [[nodiscard]] bool begin();

    Direction direction_;
    std::unique_ptr<z_stream_s, End> stream_;
};

class Deflater {
  public:
    Deflater(Direction direction, const Options& options)
        : direction_(direction), level_(options.level), memory_level_(options.memory_level) {}

    /// Compresses a message into `into`, from `offset` on; the bytes it took, without the four that end every
    /// one. Nothing: zlib got no memory.
    [[nodiscard]] std::optional<std::size_t> message(std::span<const std::byte> payload, Buffer& into,
                                                     std::size_t offset);

  private:
    struct End {
        void operator()(z_stream_s* stream) const;
    };
    [[nodiscard]] bool begin();

    Direction direction_;
    int level_, memory_level_;
    std::unique_ptr<z_stream_s, End> stream_;
};

/// How many bytes a compressed message may have that inflates to `payload` bytes, as any zlib would make it
/// (deflateBound()'s most careful estimate, and the end of a flush).
constexpr std::size_t most_compressed(std::size_t payload) {
    return payload + payload / 8 + payload / 64 + 64;
}

} // namespace tare::wire::deflate
