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
    ~Buffer() { free(memory_, capacity_); }
    Buffer(Buffer&& other) noexcept
        : memory_(std::exchange(other.memory_, nullptr)), capacity_(std::exchange(other.capacity_, 0)) {}
    Buffer& operator=(Buffer&& other) noexcept {
        Buffer moved(std::move(other)); // other may be this one
        std::swap(memory_, moved.memory_);
        std::swap(capacity_, moved.capacity_);
        return *this;
    }

    [[nodiscard]] std::byte* data() const { return memory_; }
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
    // Of an aligned allocation glibc (2.36) cuts the ends off, and what is left does not fit the next one of
    // the same size: a server that took twenty messages of 64 MiB held more with every one. From here on the
    // alignment is our own, in a block like any other; the block's address lies before the bytes.
    static constexpr std::size_t kLarge = 64 * 1024;

    static std::byte* allocate(std::size_t capacity) {
        if (capacity < kLarge)
            return static_cast<std::byte*>(::operator new(capacity, std::align_val_t{kCacheLine}));
        auto* block = static_cast<std::byte*>(::operator new(capacity + sizeof(void*) + kCacheLine - 1));
        void* bytes = block + sizeof(void*);
        std::size_t room = capacity + kCacheLine - 1;
        std::align(kCacheLine, capacity, bytes, room);
        std::memcpy(static_cast<std::byte*>(bytes) - sizeof(void*), &block, sizeof(void*));
        return static_cast<std::byte*>(bytes);
    }
    static void free(std::byte* memory, std::size_t capacity) noexcept {
        if (memory == nullptr) return;
        if (capacity < kLarge) return ::operator delete(memory, std::align_val_t{kCacheLine});
        void* block = nullptr;
        std::memcpy(&block, memory - sizeof(void*), sizeof(void*));
        ::operator delete(block);
    }

    std::byte* memory_ = nullptr;
    std::size_t capacity_ = 0;
};

} // namespace tare::wire
