// Plain memory for bytes that come and go: aligned to a cache line, never zeroed, grown by doubling.
//
// Thread safety: none.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

namespace tare::wire {

inline constexpr std::size_t kCacheLine = 64;

class Buffer {
  public:
    Buffer() = default;
    explicit Buffer(std::size_t capacity) : memory_(allocate(capacity)), capacity_(capacity) {}
    Buffer(Buffer&& other) noexcept
        : memory_(std::move(other.memory_)), capacity_(std::exchange(other.capacity_, 0)) {}
    Buffer& operator=(Buffer&& other) noexcept {
        memory_ = std::move(other.memory_);
        capacity_ = std::exchange(other.capacity_, 0);
        return *this;
    }

    [[nodiscard]] std::byte* data() const { return memory_.get(); }
    [[nodiscard]] std::size_t capacity() const { return capacity_; }

    /// Makes room for at least `capacity` bytes and keeps the first `used`. What lies there may move.
    void grow(std::size_t capacity, std::size_t used) {
        if (capacity <= capacity_) return;
        Buffer larger(std::bit_ceil(std::max<std::size_t>(capacity, 1024)));
        const std::size_t kept = std::min(used, capacity_);
        if (kept > 0) std::memcpy(larger.data(), data(), kept);
        *this = std::move(larger);
    }
    void release() { *this = Buffer(); }

  private:
    struct Free {
        void operator()(std::byte* memory) const { ::operator delete(memory, std::align_val_t{kCacheLine}); }
    };
    static std::byte* allocate(std::size_t capacity) {
        return static_cast<std::byte*>(::operator new(capacity, std::align_val_t{kCacheLine}));
    }

    std::unique_ptr<std::byte, Free> memory_;
    std::size_t capacity_ = 0;
};

} // namespace tare::wire
