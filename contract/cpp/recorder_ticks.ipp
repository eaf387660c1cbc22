// The table that picks how ticks are read.
#pragma once

#if defined(__x86_64__)
#include <x86intrin.h>
namespace tare::contract {
namespace detail {
extern const bool kUseTsc;
}
inline std::int64_t read_ticks() { return detail::kUseTsc ? static_cast<std::int64_t>(__rdtsc()) : now_ns(); }
} // namespace tare::contract
#else
namespace tare::contract {
inline std::int64_t read_ticks() { return now_ns(); }
} // namespace tare::contract
#endif
