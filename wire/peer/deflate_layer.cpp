#include "wire/peer/deflate_layer.hpp"

namespace tare::wire::peer {

namespace {

ws::Event failed(ws::CloseCode code, const char* why) {
    ws::Event event;
    event.step = ws::Step::failed;
    event.code = code;
    event.why = why;
    return event;
}

bool is_utf8(std::span<const std::byte> text) {
    ws::Utf8 utf8;
    return utf8.feed(text) && utf8.complete();
}

} // namespace

ws::Event DeflateLayer::inflate(const ws::Event& event, std::size_t longest, Buffer& room) {
    using Status = deflate::Inflater::Status;
    std::size_t bytes = 0;
    switch (inflater.message(event.payload, longest, room, kCacheLine, bytes)) {
    case Status::done:
        break;
    case Status::too_long:
        room.release(); // what somebody's bomb was given is not kept
        return failed(ws::CloseCode::too_big, "a message that inflates to more than the limit");
    case Status::bad_data: // "not consistent with the type of the message" (RFC 6455 section 7.4.1)
        return failed(ws::CloseCode::bad_text, "a compressed message that is no DEFLATE");
    case Status::no_memory:
        return failed(ws::CloseCode::internal_error, "no memory to inflate a message");
    }
    ws::Event message = event;
    message.payload = {room.data() + kCacheLine, bytes};
    message.in_window = false;
    if (message.opcode == ws::Opcode::text && !is_utf8(message.payload))
        return failed(ws::CloseCode::bad_text, "text that is not UTF-8");
    return message;
}

} // namespace tare::wire::peer
