// The bytes that libFuzzer makes, taken apart: a few numbers first, then the rest as what is parsed.
//
// Thread safety: none.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace tare::fuzz {

class Input {
  public:
    Input(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

    /// The next byte; 0 when there is none left.
    unsigned byte() {
        if (rest_.empty()) return 0;
        const unsigned first = rest_.front();
        rest_ = rest_.subspan(1);
        return first;
    }

    /// All that has not been taken. Its memory ends where the input ends, so reading beyond it is noticed.
    [[nodiscard]] std::span<const std::byte> bytes() const { return std::as_bytes(rest_); }
    [[nodiscard]] std::string_view text() const {
        return {reinterpret_cast<const char*>(rest_.data()), rest_.size()};
    }

  private:
    std::span<const std::uint8_t> rest_;
};

/// Memory of exactly its size: the sanitizer notices a step beyond either end.
template <class T>
class Exact {
  public:
    explicit Exact(std::size_t size) : memory_(std::make_unique<T[]>(size)), size_(size) {}
    explicit Exact(std::span<const T> copied) : Exact(copied.size()) {
        std::copy(copied.begin(), copied.end(), memory_.get());
    }
    [[nodiscard]] std::span<T> span() const { return {memory_.get(), size_}; }

  private:
    std::unique_ptr<T[]> memory_;
    std::size_t size_;
};

} // namespace tare::fuzz
