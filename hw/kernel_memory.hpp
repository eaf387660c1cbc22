// What the kernel itself holds in memory for everybody's objects: sockets, files, their buffers' heads.
//
// Source: proc(5), /proc/meminfo. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <optional>

namespace tare::hw {

/// Of the whole machine, so only a large difference says something about one program. Absent: not known here.
std::optional<std::int64_t> kernel_slab_bytes();

} // namespace tare::hw
