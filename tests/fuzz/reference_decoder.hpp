// RFC 6455 read a second time, slowly and on the whole stream at once: what the decoder should have said. It
// shares no code with wire/ws; where the two differ one of them is wrong.
//
// Thread safety: pure functions.
#pragma once

#include "tests/wire/ws/drive.hpp"

#include <cstddef>
#include <vector>

namespace tare::fuzz {

/// Every event that `stream` should bring about. Text that cannot become UTF-8 any more fails as soon as it
/// is there, whole frame or not.
std::vector<tests::Heard> reference_events(wire::ws::Role role, std::size_t longest_message,
                                           const tests::Bytes& stream);

} // namespace tare::fuzz
