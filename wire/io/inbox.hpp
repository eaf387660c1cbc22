// Where received bytes lie. One shared buffer serves every connection that leaves nothing behind, which is
// nearly always: then a connection needs no receive memory of its own, and the buffer stays in the cache.
// What a connection does leave behind stays with it: a little is copied out, much takes the whole buffer
// along (the pool gives another), so that a long message is not copied while it arrives.
//
// Thread safety: none.
#pragma once

#include "wire/io/buffer_pool.hpp"
#include "wire/io/seam.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <span>
#include <utility>

namespace tare::wire::io {

/// What a connection has left behind; empty nearly always.
struct Held {
    Buffer buffer;
    std::size_t begin = 0, end = 0;
    std::size_t wanted = 0;
    std::size_t largest = 0; ///< of the windows that were used up: so much has come at once before
    bool little = false;     ///< in a small buffer, into which nothing more is read

    [[nodiscard]] std::size_t size() const { return end - begin; }
};

class Inbox {
  public:
    explicit Inbox(std::size_t read_bytes) : read_bytes_(read_bytes), shared_(read_bytes) {}

    /// Where the next bytes of this connection go: right behind what it left. Never empty.
    [[nodiscard]] std::span<std::byte> room(Held& held) {
        if (held.little) bring_back(held);
        if (held.buffer.capacity() == 0) return {shared_.data() + carried_, shared_.capacity() - carried_};
        return {held.buffer.data() + held.end, std::min(held.buffer.capacity() - held.end, read_bytes_)};
    }

    /// `bytes` were written to room(): everything this connection has now.
    [[nodiscard]] std::span<std::byte> window(Held& held, std::size_t bytes) {
        if (held.buffer.capacity() == 0) return {shared_.data(), std::exchange(carried_, 0) + bytes};
        held.end += bytes;
        return {held.buffer.data() + held.begin, held.size()};
    }

    /// Nothing was written to room() after all.
    void cancel(Held& held) {
        if (carried_ > 0) keep(held, {shared_.data(), std::exchange(carried_, 0)}, {0, held.wanted});
    }

    /// Keeps what the handler did not consume.
    void keep(Held& held, std::span<std::byte> window, const Kept& kept) {
        const std::span<std::byte> rest = window.subspan(kept.consumed);
        if (rest.empty()) {
            held.largest = std::max(held.largest, window.size());
            if (held.buffer.capacity() > 0) release(held);
            return;
        }
        held.wanted = kept.wanted;
        const std::size_t need = need_of(held, rest.size(), kept.wanted);
        Buffer& home = held.buffer.capacity() > 0 ? held.buffer : shared_;
        const auto offset = static_cast<std::size_t>(rest.data() - home.data());
        if (rest.size() <= kLittle) {
            move_to(held, pool_.take(kLittle), rest);
            held.little = true;
        } else if (offset + need > home.capacity()) {
            move_to(held, pool_.take(std::max(need, read_bytes_)), rest);
        } else {
            if (&home == &shared_) {
                held.buffer = std::move(shared_);
                shared_ = pool_.take(read_bytes_);
            }
            held.begin = offset;
            held.end = offset + rest.size();
        }
    }

    /// The room for what a connection holds and waits for. Grows with what has really come, now or to this
    /// connection before: a header that announces more gets no memory for it yet.
    [[nodiscard]] std::size_t need_of(const Held& held, std::size_t here, std::size_t wanted) const {
        return std::max(std::min(wanted, std::max({4 * here, read_bytes_, held.largest})), here + 1);
    }

    /// Nothing is held any more.
    void release(Held& held) {
        pool_.give(std::move(held.buffer));
        const std::size_t largest = held.largest;
        held = Held();
        held.largest = largest;
    }

    [[nodiscard]] BufferPool& pool() { return pool_; }

  private:
    static constexpr std::size_t kLittle = 2048;

    void move_to(Held& held, Buffer buffer, std::span<const std::byte> rest) {
        std::memmove(buffer.data(), rest.data(), rest.size());
        pool_.give(std::exchange(held.buffer, std::move(buffer)));
        held.begin = 0;
        held.end = rest.size();
        held.little = false;
    }

    /// A little that was left comes to the front of the buffer into which the rest of it will be read.
    void bring_back(Held& held) {
        if (held.wanted > shared_.capacity()) {
            move_to(held, pool_.take(read_bytes_), {held.buffer.data() + held.begin, held.size()});
            return;
        }
        carried_ = held.size();
        std::memcpy(shared_.data(), held.buffer.data() + held.begin, carried_);
        const std::size_t wanted = held.wanted;
        release(held);
        held.wanted = wanted;
    }

    std::size_t read_bytes_;
    BufferPool pool_;
    Buffer shared_;
    std::size_t carried_ = 0; ///< bytes at the front of shared_ between room() and window()
};

} // namespace tare::wire::io
