// Buffers that were used and will be again: after warm-up nothing is allocated.
//
// Thread safety: none.
#pragma once

#include "wire/buffer.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <vector>

namespace tare::wire::io {

class BufferPool {
  public:
    BufferPool() { free_.reserve(kMost); }

    /// A buffer of at least `capacity` bytes, a power of two when it is new. One that is kept is handed out
    /// for a quarter of its size at least, so that a few bytes do not hold a large one.
    [[nodiscard]] Buffer take(std::size_t capacity) {
        std::size_t best = free_.size();
        for (std::size_t i = 0; i < free_.size(); ++i) {
            const std::size_t have = free_[i].capacity();
            if (have < capacity || have / 4 > capacity) continue;
            if (best == free_.size() || have < free_[best].capacity()) best = i;
        }
        if (best == free_.size()) return Buffer(std::bit_ceil(capacity));
        Buffer found = std::move(free_[best]);
        free_[best] = std::move(free_.back());
        free_.pop_back();
        held_bytes_ -= found.capacity();
        return found;
    }

    /// Takes a buffer back; frees it if the pool holds enough. One that is larger takes the place of smaller
    /// ones: they are mostly the steps over which a long message grew, which the next one needs no more, and
    /// a large buffer made anew costs a page fault for every 4 KiB.
    void give(Buffer buffer) {
        if (buffer.capacity() == 0 || free_.size() == kMost || buffer.capacity() > kMostBytes) return;
        while (held_bytes_ + buffer.capacity() > kMostBytes) {
            const auto smallest =
                std::min_element(free_.begin(), free_.end(), [](const Buffer& a, const Buffer& b) {
                    return a.capacity() < b.capacity();
                });
            if (smallest->capacity() >= buffer.capacity()) return;
            held_bytes_ -= smallest->capacity();
            *smallest = std::move(free_.back());
            free_.pop_back();
        }
        held_bytes_ += buffer.capacity();
        free_.push_back(std::move(buffer));
    }

    [[nodiscard]] std::size_t held_bytes() const { return held_bytes_; }

  private:
    static constexpr std::size_t kMost = 64;
    static constexpr std::size_t kMostBytes = std::size_t{96}
                                              << 20; ///< a message of 64 MiB, and half as much

    std::vector<Buffer> free_;
    std::size_t held_bytes_ = 0;
};

} // namespace tare::wire::io
