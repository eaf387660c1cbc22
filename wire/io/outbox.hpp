// What could not be sent at once and waits for the peer to read.
//
// Thread safety: none.
#pragma once

#include "wire/io/buffer_pool.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

namespace tare::wire::io {

class Outbox {
  public:
    [[nodiscard]] bool empty() const { return begin_ == end_; }
    [[nodiscard]] std::size_t size() const { return end_ - begin_; }
    [[nodiscard]] std::span<const std::byte> bytes() const { return {buffer_.data() + begin_, size()}; }

    void append(BufferPool& pool, std::span<const std::byte> bytes) {
        if (bytes.empty()) return;
        if (end_ + bytes.size() > buffer_.capacity()) {
            Buffer larger = pool.take(std::max<std::size_t>(size() + bytes.size(), 4096));
            if (size() > 0) std::memcpy(larger.data(), buffer_.data() + begin_, size());
            pool.give(std::exchange(buffer_, std::move(larger)));
            end_ = size();
            begin_ = 0;
        }
        std::memcpy(buffer_.data() + end_, bytes.data(), bytes.size());
        end_ += bytes.size();
    }

    /// The first `bytes` are sent. An empty outbox holds no memory.
    void sent(BufferPool& pool, std::size_t bytes) {
        begin_ += bytes;
        if (empty()) clear(pool);
    }
    void clear(BufferPool& pool) {
        pool.give(std::move(buffer_));
        begin_ = end_ = 0;
    }

  private:
    Buffer buffer_;
    std::size_t begin_ = 0, end_ = 0;
};

} // namespace tare::wire::io
