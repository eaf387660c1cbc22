// What every fuzz target asserts with: a property that does not hold ends the process, which libFuzzer
// reports with the input that did it.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace tare::fuzz {

inline void require(bool holds, std::string_view property) {
    if (holds) return;
    std::fprintf(stderr, "property does not hold: %.*s\n", static_cast<int>(property.size()),
                 property.data());
    std::abort();
}

} // namespace tare::fuzz
