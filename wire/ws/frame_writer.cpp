#include "wire/ws/frame_writer.hpp"

#include <algorithm>
#include <array>

namespace tare::wire::ws {

std::span<const std::byte> FrameWriter::close(CloseCode code, std::string_view reason) {
    if (code == CloseCode::no_status) return write(Opcode::close, {});
    std::array<std::byte, kLongestControl> payload{};
    detail::put_big_endian(payload.data(), static_cast<std::uint16_t>(code), 2);
    const std::size_t length = std::min(reason.size(), payload.size() - 2);
    if (length > 0) std::memcpy(payload.data() + 2, reason.data(), length);
    return write(Opcode::close, std::span(payload).first(2 + length));
}

} // namespace tare::wire::ws
