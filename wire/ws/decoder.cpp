#include "wire/ws/decoder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tare::wire::ws {

namespace {

/// Text is unmasked and checked in pieces of this size, so that the check reads what is still in the L1
/// cache.
constexpr std::size_t kTextPiece = 4096;
/// An assembly buffer larger than this is given back after its message: a connection that is idle should
/// not hold the memory of the largest message it ever got.
constexpr std::size_t kAssemblyKept = std::size_t{256} << 10;
/// And one larger than this is no spare for others either.
constexpr std::size_t kSpareKept = std::size_t{64} << 20;

bool is_control(Opcode opcode) { return (static_cast<unsigned>(opcode) & 8u) != 0; }

std::uint64_t get_big_endian(const std::byte* from, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | static_cast<std::uint64_t>(from[i]);
    return value;
}

} // namespace

Event Decoder::fail(CloseCode code, const char* why) {
    Event event;
    event.step = Step::failed;
    event.code = code;
    event.why = why;
    return event;
}

const char* Decoder::refuse_first_bytes(unsigned b0, unsigned b1) const {
    const bool fin = (b0 & 0x80u) != 0;
    const unsigned opcode = b0 & 0x0Fu;
    const bool masked = (b1 & 0x80u) != 0;
    if ((b0 & 0x70u) != 0) [[unlikely]] {
        // RSV1 says "compressed", on the first frame of a message alone (RFC 7692 section 6).
        const bool first = opcode == 1 || opcode == 2;
        if (longest_compressed_ == 0 || (b0 & 0x30u) != 0 || !first) return "a reserved bit is set";
    }
    if ((opcode > 2 && opcode < 8) || opcode > 10) return "a reserved opcode";
    if (masked != (role_ == Role::server))
        return masked ? "a server's frame is masked" : "a client's frame is not masked";
    if (opcode >= 8) {
        if (!fin) return "a control frame is fragmented";
        if ((b1 & 0x7Fu) > kLongestControl) return "a control frame is longer than 125 bytes";
    } else if ((opcode == 0) != fragmented_) {
        return fragmented_ ? "a new message inside a fragmented one" : "a continuation of nothing";
    }
    return nullptr;
}

Decoder::Header Decoder::parse(std::span<const std::byte> unread) const {
    Header header;
    if (unread.size() < 2) return header;
    const auto b0 = static_cast<unsigned>(unread[0]);
    const auto b1 = static_cast<unsigned>(unread[1]);
    if (const char* why = refuse_first_bytes(b0, b1); why != nullptr) [[unlikely]] {
        header.error = CloseCode::protocol_error;
        header.why = why;
        return header;
    }
    header.fin = (b0 & 0x80u) != 0;
    header.opcode = static_cast<Opcode>(b0 & 0x0Fu);
    header.compressed = (b0 & 0x40u) != 0;
    const unsigned length = b1 & 0x7Fu;
    const std::size_t extended = length < 126 ? 0 : length == 126 ? 2 : 8;
    if (unread.size() < 2 + extended) return header;
    const std::uint64_t payload = extended == 0 ? length : get_big_endian(unread.data() + 2, extended);
    // Section 5.2: the minimal number of bytes, and the top bit of 64 is 0.
    if ((extended == 2 && payload < 126) || (extended == 8 && (payload < 65536 || payload >> 63 != 0))) {
        header.error = CloseCode::protocol_error;
        header.why = "a length that is not in its shortest form";
        return header;
    }
    if (payload + assembled_ > longest_message_ && is_too_long(header, payload)) [[unlikely]] {
        header.error = CloseCode::too_big;
        header.why = "a message longer than the limit";
        return header;
    }
    const std::size_t mask_bytes = role_ == Role::server ? kMaskBytes : 0;
    if (unread.size() < 2 + extended + mask_bytes) return header;
    if (mask_bytes != 0) std::memcpy(&header.key, unread.data() + 2 + extended, kMaskBytes);
    header.payload = static_cast<std::size_t>(payload);
    header.bytes = 2 + extended + mask_bytes;
    return header;
}

/// The exact answer for what is longer than most: control frames have limits of their own, and compressed
/// ones another.
bool Decoder::is_too_long(const Header& header, std::uint64_t payload) const {
    if (is_control(header.opcode)) return false;
    return payload > (header.compressed || compressed_ ? longest_compressed_ : longest_message_) - assembled_;
}

/// Must its payload be UTF-8 as it stands?
bool Decoder::is_text(const Header& header) const {
    return !is_control(header.opcode) && (fragmented_ ? kind_ == Opcode::text && !compressed_
                                                      : header.opcode == Opcode::text && !header.compressed);
}

bool Decoder::take_text(std::byte* to, const std::byte* from, std::size_t bytes, std::uint32_t key) {
    static_assert(kTextPiece % kMaskBytes == 0); // so the key need not be turned between pieces
    for (std::size_t i = 0; i < bytes; i += kTextPiece) {
        const std::size_t piece = std::min(kTextPiece, bytes - i);
        const bool high = mask_(to + i, from + i, piece, key);
        if ((high || !utf8_.complete()) && !utf8_.feed({to + i, piece})) return false;
    }
    return true;
}

/// Unmasks (server) or moves (client) payload bytes that have not been taken yet, and checks text. False: not
/// UTF-8. header.key must be turned to where these bytes lie in the frame.
bool Decoder::take(const Header& header, std::byte* to, std::byte* from, std::size_t bytes) {
    const bool text = is_text(header);
    if (role_ == Role::server) {
        if (text) return take_text(to, from, bytes, header.key);
        mask_(to, from, bytes, header.key);
        return true;
    }
    if (text && !utf8_.feed({from, bytes})) return false;
    if (to != from && bytes > 0) std::memmove(to, from, bytes);
    return true;
}

Event Decoder::more(const Header& header, std::span<std::byte> unread) {
    wanted_ = header.bytes == 0 ? 0 : header.bytes + header.payload;
    if (header.bytes != 0 && !is_control(header.opcode)) {
        const std::size_t here = unread.size() - header.bytes;
        Header turned = header;
        turned.key = rotate_key(header.key, unmasked_);
        std::byte* const from = unread.data() + header.bytes + unmasked_;
        if (here > unmasked_ && !take(turned, from, from, here - unmasked_))
            return fail(CloseCode::bad_text, "text that is not UTF-8");
        unmasked_ = here;
    }
    return {};
}

/// Room for so many bytes in assembly_, where the ones before stay.
void Decoder::make_room(std::size_t bytes) {
    if (bytes <= assembly_.capacity()) return;
    if (spare_ == nullptr || bytes <= kAssemblyKept || spare_->capacity() < bytes)
        return assembly_.grow(bytes, kCacheLine + assembled_);
    if (assembled_ > 0) std::memcpy(spare_->data() + kCacheLine, assembly_.data() + kCacheLine, assembled_);
    std::swap(assembly_, *spare_);
}

/// An idle connection keeps little.
void Decoder::give_room_back() {
    if (spare_ != nullptr && spare_->capacity() < assembly_.capacity() && assembly_.capacity() <= kSpareKept)
        std::swap(assembly_, *spare_);
    if (assembly_.capacity() > kAssemblyKept) assembly_.release();
}

/// One piece of a fragmented message: joins the others in assembly_.
Event Decoder::fragment(const Header& header, std::byte* payload) {
    if (!fragmented_) {
        fragmented_ = true;
        kind_ = header.opcode;
        compressed_ = header.compressed;
    }
    make_room(kCacheLine + assembled_ + header.payload);
    std::byte* const to = assembly_.data() + kCacheLine + assembled_;
    const std::size_t done = unmasked_;
    unmasked_ = 0;
    if (done > 0) std::memcpy(to, payload, done);
    Header turned = header;
    turned.key = rotate_key(header.key, done);
    if (!take(turned, to + done, payload + done, header.payload - done))
        return fail(CloseCode::bad_text, "text that is not UTF-8");
    assembled_ += header.payload;
    if (!header.fin) return {};

    Event event;
    event.step = Step::message;
    event.opcode = kind_;
    event.payload = {assembly_.data() + kCacheLine, assembled_};
    event.in_window = false;
    event.compressed = std::exchange(compressed_, false);
    fragmented_ = false;
    assembled_ = 0;
    if (kind_ == Opcode::text && !utf8_.complete())
        return fail(CloseCode::bad_text, "text that ends inside a character");
    return event;
}

/// A message in one frame, or a control frame: stays in the window.
Event Decoder::data(const Header& header, std::byte* payload, std::byte* to) {
    const std::size_t done = unmasked_;
    unmasked_ = 0;
    if (done > 0 && to != payload) std::memmove(to, payload, done);
    Header turned = header;
    turned.key = rotate_key(header.key, done);
    if (!take(turned, to + done, payload + done, header.payload - done)) [[unlikely]]
        return fail(CloseCode::bad_text, "text that is not UTF-8");
    Event event;
    event.opcode = header.opcode;
    event.compressed = header.compressed;
    event.payload = {to, header.payload};
    switch (header.opcode) {
    case Opcode::ping:
        event.step = Step::ping;
        break;
    case Opcode::pong:
        event.step = Step::pong;
        break;
    case Opcode::close:
        return close(event.payload);
    default:
        event.step = Step::message;
        if (header.opcode == Opcode::text && !utf8_.complete()) [[unlikely]]
            return fail(CloseCode::bad_text, "text that ends inside a character");
    }
    return event;
}

Event Decoder::close(std::span<std::byte> payload) {
    Event event;
    event.step = Step::close;
    event.opcode = Opcode::close;
    if (payload.empty()) return event;
    if (payload.size() == 1) return fail(CloseCode::protocol_error, "a close frame with half a code");
    const auto code = static_cast<unsigned>(get_big_endian(payload.data(), 2));
    if (!is_close_code(code)) return fail(CloseCode::protocol_error, "a close code that may not be sent");
    Utf8 reason;
    if (!reason.feed(payload.subspan(2)) || !reason.complete())
        return fail(CloseCode::bad_text, "a close reason that is not UTF-8");
    event.code = static_cast<CloseCode>(code);
    event.payload = payload.subspan(2);
    return event;
}

Event Decoder::next(std::span<std::byte>& unread, std::byte* reply_at) {
    if (!fragmented_ && assembly_.capacity() > kAssemblyKept) [[unlikely]]
        give_room_back(); // here, because the message before lay in it until now
    for (;;) {
        const Header header = parse(unread);
        if (header.error != CloseCode::no_status) [[unlikely]]
            return fail(header.error, header.why);
        if (header.bytes == 0 || unread.size() - header.bytes < header.payload) return more(header, unread);
        std::byte* const payload = unread.data() + header.bytes;
        unread = unread.subspan(header.bytes + header.payload);
        const bool control = is_control(header.opcode);
        if (!control && (fragmented_ || !header.fin)) {
            const Event event = fragment(header, payload);
            if (event.step == Step::more) continue; // a piece, but not the last
            return event;
        }
        std::byte* to = payload;
        if (reply_at != nullptr && header.opcode != Opcode::close)
            to = reply_at + header_bytes(header.payload, false);
        return data(header, payload, to);
    }
}

} // namespace tare::wire::ws
