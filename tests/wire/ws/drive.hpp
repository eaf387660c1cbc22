// Feeds a decoder as an I/O loop would: a window that keeps what was not used up.
#pragma once

#include "tests/wire/ws/bytes.hpp"
#include "wire/ws/decoder.hpp"

#include <string>
#include <vector>

namespace tare::tests {

/// What a decoder said, as values.
struct Heard {
    wire::ws::Step step = wire::ws::Step::more;
    wire::ws::Opcode opcode = wire::ws::Opcode::continuation;
    Bytes payload;
    unsigned code = 0; ///< of close and failed

    friend bool operator==(const Heard&, const Heard&) = default;
};

/// Feeds `stream` in the pieces whose sizes `cut` returns, and collects every event.
template <class Cut>
std::vector<Heard> listen(wire::ws::Decoder& decoder, const Bytes& stream, Cut cut) {
    using wire::ws::Step;
    std::vector<Heard> all;
    Bytes window;
    for (std::size_t at = 0; at < stream.size();) {
        const std::size_t piece = std::min<std::size_t>(cut(), stream.size() - at);
        window.insert(window.end(), stream.begin() + static_cast<std::ptrdiff_t>(at),
                      stream.begin() + static_cast<std::ptrdiff_t>(at + piece));
        at += piece;
        std::span<std::byte> unread = window;
        for (;;) {
            const wire::ws::Event event = decoder.next(unread);
            if (event.step == Step::more) break;
            all.push_back({event.step, event.opcode, Bytes(event.payload.begin(), event.payload.end()),
                           event.step == Step::close || event.step == Step::failed
                               ? static_cast<unsigned>(event.code)
                               : 0});
            if (event.step == Step::failed) return all;
        }
        window = Bytes(unread.begin(), unread.end());
    }
    return all;
}

inline std::vector<Heard> listen(wire::ws::Decoder& decoder, const Bytes& stream) {
    return listen(decoder, stream, [&] { return stream.size(); });
}

} // namespace tare::tests
