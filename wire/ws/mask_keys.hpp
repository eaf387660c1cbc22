// Masking keys that nobody can predict (RFC 6455 section 10.3): the ChaCha20 key stream (RFC 8439), seeded
// once from the operating system. Sixteen keys a block: a few nanoseconds each, and never a system call.
//
// Thread safety: none.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tare::wire::ws {

/// RFC 8439 section 2.3: the constants, eight words of key, the counter, three words of nonce.
using ChaChaState = std::array<std::uint32_t, 16>;
ChaChaState chacha20_block(const ChaChaState& state);

class MaskKeys {
  public:
    /// Takes its seed from the operating system (through OpenSSL).
    MaskKeys();
    /// For tests: a seed of one's own.
    explicit MaskKeys(const std::array<std::uint32_t, 8>& seed);

    [[nodiscard]] std::uint32_t next() {
        if (used_ == block_.size()) refill();
        return block_[used_++];
    }

  private:
    void refill();

    ChaChaState state_{};
    ChaChaState block_{};
    std::size_t used_ = std::tuple_size_v<ChaChaState>;
};

} // namespace tare::wire::ws
