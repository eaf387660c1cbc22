#include "bench/features/caller.hpp"

#include "bench/check/reach.hpp"
#include "bench/check/vectors.hpp"

namespace tare::features {

using namespace check;

Result<Caller> Caller::open(std::uint16_t port, std::string_view more, Nanoseconds patience) {
    auto stream = Stream::connect(port);
    if (!stream) return stream.error();
    Caller caller(std::move(*stream));
    caller.stream_.send(expand_host(opening_request(more), fmt::format("127.0.0.1:{}", port)));
    std::optional<Head> head;
    caller.stream_.wait([&] { return (head = take_head(caller.stream_.inbox())).has_value(); }, patience);
    if (!head) {
        return make_error(Trouble::contender, "no answer to the opening handshake: {}",
                          caller.trouble(patience));
    }
    caller.head_ = std::move(*head);
    return caller;
}

Result<Caller> Caller::upgraded(std::uint16_t port, Nanoseconds patience) {
    auto caller = open(port, {}, patience);
    if (caller && caller->head().status() != 101) {
        return make_error(Trouble::contender, "answers the opening handshake with \"{}\"",
                          caller->head().first_line);
    }
    return caller;
}

bool Caller::receive(const std::function<bool()>& done, Nanoseconds patience) {
    bool came = false;
    stream_.wait(
        [&] {
            inbound_.take(stream_.inbox());
            came = done();
            return came || inbound_.close || !inbound_.violation.empty();
        },
        patience);
    return came;
}

std::string Caller::trouble(Nanoseconds patience) const {
    if (!inbound_.violation.empty()) return "sent " + inbound_.violation;
    if (inbound_.close) {
        return inbound_.close->code ? fmt::format("a Close frame with {}", *inbound_.close->code)
                                    : "a Close frame without a code";
    }
    if (stream_.ended()) {
        return stream_.trouble().empty() ? "the end of the connection"
                                         : fmt::format("the end of the connection ({})", stream_.trouble());
    }
    return fmt::format("no answer within {} ms", patience / Milliseconds(1));
}

Bytes client_frame(Opcode opcode, std::string_view payload) {
    constexpr unsigned char kKey[4] = {0x37, 0xfa, 0x21, 0x3d}; // RFC 6455, 5.7
    const std::size_t size = payload.size();
    const int wide = size < 126 ? 0 : size < 65536 ? 2 : 8;
    Bytes frame(1, static_cast<char>(0x80 | static_cast<int>(opcode)));
    frame += static_cast<char>(0x80 | (wide == 0 ? size : wide == 2 ? 126 : 127));
    for (int i = wide; i-- > 0;) frame += static_cast<char>(size >> (8 * i) & 0xff);
    frame.append(reinterpret_cast<const char*>(kKey), sizeof kKey);
    const std::size_t head = frame.size();
    frame += payload;
    for (std::size_t i = 0; i < size; ++i) {
        frame[head + i] = static_cast<char>(static_cast<unsigned char>(frame[head + i]) ^ kKey[i % 4]);
    }
    return frame;
}

Bytes pattern(std::size_t size) {
    Bytes bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 + (i >> 8) * 13 + (i >> 16));
    return bytes;
}

} // namespace tare::features
