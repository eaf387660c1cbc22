#include "hw/code_layout.hpp"

#include "hw/linux/tree.hpp"

#include <fmt/format.h>

namespace tare::hw {

std::vector<MappedCode> read_code_layout(int pid) {
    return parse_code_layout(platform::Tree("/").read(fmt::format("proc/{}/maps", pid)).value_or(""));
}

} // namespace tare::hw
