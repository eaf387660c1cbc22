// A message that is sent in parts, as the connection takes them: what is not in a frame yet.
//
// Thread safety: none.
#pragma once

#include "wire/ws/protocol.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace tare::wire::peer {

struct LargeMessage {
    ws::Opcode opcode = ws::Opcode::binary; ///< of the next frame
    std::span<const std::byte> rest;
    std::size_t fragment_bytes = 0; ///< 0: one frame
    std::size_t frame_left = 0;     ///< of the frame that was begun
    bool begun = false;             ///< at least one frame was

    [[nodiscard]] bool over() const { return begun && rest.empty(); }
    /// The payload of the frame that begins now.
    [[nodiscard]] std::size_t next_frame() const {
        return fragment_bytes == 0 ? rest.size() : std::min(fragment_bytes, rest.size());
    }
};

} // namespace tare::wire::peer
