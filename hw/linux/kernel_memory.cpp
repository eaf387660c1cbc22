#include "hw/kernel_memory.hpp"

#include "hw/linux/tree.hpp"
#include "hw/scan.hpp"

namespace tare::hw {

std::optional<std::int64_t> kernel_slab_bytes() {
    const auto kib = scan::numeric_value(platform::Tree("/").read("proc/meminfo").value_or(""), "Slab");
    if (!kib) return std::nullopt;
    return *kib * 1024;
}

} // namespace tare::hw
