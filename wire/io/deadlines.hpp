// When something must have happened. Only handshakes, closing and the like have deadlines; while there is
// none, a loop need not look at a clock at all.
//
// Thread safety: none.
#pragma once

#include "wire/io/slab.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

namespace tare::wire::io {

class Deadlines {
  public:
    /// `slot_deadline` is the connection's own note of when; 0 for none. Setting it anew replaces it.
    void set(SlotId id, std::int64_t& slot_deadline, std::int64_t at_ns) {
        clear(slot_deadline);
        slot_deadline = at_ns;
        ++active_;
        heap_.push_back({at_ns, id});
        std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
    }
    void clear(std::int64_t& slot_deadline) {
        if (slot_deadline == 0) return;
        slot_deadline = 0;
        if (--active_ == 0) heap_.clear();
    }

    [[nodiscard]] bool any() const { return active_ > 0; }
    /// `most_ns` (negative: for ever) or the time to the earliest deadline, whichever is less. Only if any().
    [[nodiscard]] std::int64_t cut_short(std::int64_t most_ns, std::int64_t now_ns) const {
        const std::int64_t until = std::max<std::int64_t>(heap_.front().at_ns - now_ns, 0);
        return most_ns < 0 ? until : std::min(most_ns, until);
    }

    /// Takes one entry that is due; false if there is none. The caller asks the connection whether it still
    /// means it (its note equals `at_ns`).
    bool pop_due(std::int64_t now_ns, SlotId& id, std::int64_t& at_ns) {
        if (heap_.empty() || heap_.front().at_ns > now_ns) return false;
        id = heap_.front().id;
        at_ns = heap_.front().at_ns;
        std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
        heap_.pop_back();
        return true;
    }

  private:
    struct Entry {
        std::int64_t at_ns;
        SlotId id;
        bool operator>(const Entry& other) const { return at_ns > other.at_ns; }
    };
    std::vector<Entry> heap_;
    std::size_t active_ = 0;
};

/// Nanoseconds (negative: for ever) as poll(2) and epoll_wait(2) want them: rounded up, at most an hour.
constexpr int to_timeout_ms(std::int64_t ns) {
    constexpr std::int64_t kNsPerMs = 1'000'000;
    return ns < 0 ? -1 : static_cast<int>(std::min<std::int64_t>((ns + kNsPerMs - 1) / kNsPerMs, 3'600'000));
}

} // namespace tare::wire::io
