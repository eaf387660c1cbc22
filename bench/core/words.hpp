// A table between the values of an enumeration and the words that stand for them in files, on the command
// line and in results. One table serves both directions, so that they cannot disagree.
//
// Thread safety: pure functions.
#pragma once

#include "base/error.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace tare::core {

template <class Enum>
struct Word {
    Enum value;
    std::string_view word;
};

/// The word of a value. A value outside the table cannot happen; it reads "?" rather than crash a report.
template <class Enum, std::size_t N>
[[nodiscard]] std::string_view word_of(const std::array<Word<Enum>, N>& table, Enum value) {
    for (const auto& entry : table)
        if (entry.value == value) return entry.word;
    return "?";
}

/// The value of a word. The error lists what is allowed: `unknown transport "tcp"; expected ws or wss`.
template <class Enum, std::size_t N>
[[nodiscard]] Result<Enum> value_of(const std::array<Word<Enum>, N>& table, std::string_view what,
                                    std::string_view word) {
    std::string allowed;
    for (std::size_t i = 0; i < N; ++i) {
        if (table[i].word == word) return table[i].value;
        if (i > 0) allowed += i + 1 == N ? " or " : ", ";
        allowed += table[i].word;
    }
    return make_error(Trouble::usage, "unknown {} \"{}\"; expected {}", what, word, allowed);
}

} // namespace tare::core
