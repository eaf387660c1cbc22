// Receive buffers that the kernel picks from by itself (IORING_REGISTER_PBUF_RING): a connection that
// receives nothing has none. There are few at first, so that they stay in the cache, and more when there is
// need.
//
// Thread safety: none.
#pragma once

#include "base/error.hpp"
#include "wire/io/uring/ring.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tare::wire::io::uring {

class BufferRing {
  public:
    static constexpr std::size_t kBytes = std::size_t{16} << 10; ///< of one buffer
    static constexpr unsigned kMost = 1024;
    static constexpr unsigned kFirst = 16;
    static constexpr std::uint16_t kGroup = 1;

    BufferRing() = default;
    BufferRing(const BufferRing&) = delete;
    BufferRing& operator=(const BufferRing&) = delete;
    ~BufferRing();

    /// Registers the ring and provides the first buffers. Returns 0 or errno's value.
    int start(Ring& ring);
    [[nodiscard]] bool started() const { return entries_ != nullptr; }

    [[nodiscard]] std::byte* data(unsigned id) const { return memory_ + id * kBytes; }

    /// The kernel has filled it: one user.
    void filled(unsigned id) { users_[id] = 1; }
    void hold(unsigned id) { ++users_[id]; }
    /// One user less; without any it goes back to the kernel.
    void release(unsigned id) {
        if (--users_[id] == 0) provide(id);
    }

    /// Provides twice as many as before; false if all there can be are in use.
    bool grow();
    [[nodiscard]] unsigned provided() const { return provided_; }

  private:
    void provide(unsigned id);

    Ring* ring_ = nullptr;
    io_uring_buf_ring* entries_ = nullptr;
    std::byte* memory_ = nullptr; ///< kMost buffers; pages that were never used take no memory
    unsigned provided_ = 0;
    std::array<std::uint8_t, kMost> users_{};
};

} // namespace tare::wire::io::uring
