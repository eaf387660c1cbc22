// Connections by number: slots that never move and are used again, each with a generation, so that a late
// event for a connection that has gone is told from one for its successor.
//
// Thread safety: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace tare::wire::io {

/// Names one use of one slot. Fits into the 64 bits that every kernel interface carries for us.
struct SlotId {
    std::uint32_t index = 0;
    std::uint32_t generation = 0;

    [[nodiscard]] std::uint64_t packed() const { return std::uint64_t{generation} << 32 | index; }
    static SlotId unpack(std::uint64_t packed) {
        return {static_cast<std::uint32_t>(packed), static_cast<std::uint32_t>(packed >> 32)};
    }
    friend bool operator==(const SlotId&, const SlotId&) = default;
};

/// T has a public `SlotId id` and can be made anew by assignment of T{}.
template <class T>
class Slab {
  public:
    T& take() {
        if (free_.empty()) {
            T& made = slots_.emplace_back();
            made.id.index = static_cast<std::uint32_t>(slots_.size() - 1);
            free_.reserve(slots_.size()); // so that give() never allocates
            ++used_;
            return made;
        }
        T& found = slots_[free_.back()];
        free_.pop_back();
        ++used_;
        return found;
    }
    void give(T& slot) {
        const SlotId next{slot.id.index, slot.id.generation + 1};
        slot = T{};
        slot.id = next;
        free_.push_back(next.index);
        --used_;
    }
    /// Null if that use of the slot is over.
    T* find(SlotId id) {
        if (id.index >= slots_.size()) return nullptr;
        T& slot = slots_[id.index];
        return slot.id == id ? &slot : nullptr;
    }

    [[nodiscard]] std::size_t used() const { return used_; }
    /// Every slot that was ever used, free ones too.
    [[nodiscard]] std::deque<T>& slots() { return slots_; }

  private:
    std::deque<T> slots_;
    std::vector<std::uint32_t> free_;
    std::size_t used_ = 0;
};

} // namespace tare::wire::io
