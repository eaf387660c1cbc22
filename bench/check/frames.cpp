#include "bench/check/frames.hpp"

#include <algorithm>

namespace tare::check {
namespace {

constexpr std::uint64_t kLargestPayload = std::uint64_t{64} << 20;

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

bool is_control(Opcode opcode) { return static_cast<int>(opcode) >= 8; }

/// The first whole frame of `bytes`; `end` is then where it ends.
Result<std::optional<Frame>> read_frame(std::string_view bytes, std::size_t& end) {
    if (bytes.size() < 2) return std::nullopt;
    const auto first = static_cast<unsigned char>(bytes[0]), second = static_cast<unsigned char>(bytes[1]);
    Frame frame;
    frame.fin = (first & 0x80) != 0;
    frame.reserved = (first >> 4) & 7;
    frame.opcode = static_cast<Opcode>(first & 15);
    frame.masked = (second & 0x80) != 0;
    std::uint64_t length = second & 0x7f;
    std::size_t at = 2;
    if (length >= 126) {
        const std::size_t wide = length == 126 ? 2 : 8;
        if (bytes.size() < at + wide) return std::nullopt;
        length = big_endian(bytes.substr(at, wide));
        frame.shortest_length = length > (wide == 2 ? 125U : 65535U);
        at += wide;
    }
    if (length > kLargestPayload) {
        return make_error(Trouble::contender, "a frame header that announces {} bytes: {}", length,
                          show(bytes.substr(0, at)));
    }
    if (frame.masked) {
        if (bytes.size() < at + 4) return std::nullopt;
        for (unsigned char& key : frame.key) key = static_cast<unsigned char>(bytes[at++]);
    }
    if (bytes.size() - at < length) return std::nullopt;
    frame.payload = bytes.substr(at, length);
    end = at + length;
    if (frame.masked) {
        for (std::size_t i = 0; i < frame.payload.size(); ++i) {
            frame.payload[i] =
                static_cast<char>(static_cast<unsigned char>(frame.payload[i]) ^ frame.key[i % 4]);
        }
    }
    return frame;
}

} // namespace

std::string to_string(Opcode opcode) {
    switch (opcode) {
    case Opcode::continuation:
        return "continuation";
    case Opcode::text:
        return "text";
    case Opcode::binary:
        return "binary";
    case Opcode::close:
        return "close";
    case Opcode::ping:
        return "ping";
    case Opcode::pong:
        return "pong";
    }
    return fmt::format("opcode {}", static_cast<int>(opcode));
}

Bytes frame_of(Sender sender, Opcode opcode, const Bytes& payload, bool fin) {
    const std::size_t size = payload.size();
    const int mask = sender == Sender::client ? 0x80 : 0;
    const int wide = size < 126 ? 0 : size < 65'536 ? 2 : 8;
    Bytes frame(1, static_cast<char>((fin ? 0x80 : 0) | static_cast<int>(opcode)));
    frame += static_cast<char>(mask | (wide == 0 ? static_cast<int>(size) : wide == 2 ? 126 : 127));
    for (int i = wide; i-- > 0;) frame += static_cast<char>(size >> (8 * i) & 0xff);
    if (mask != 0) frame.append(4, '\0');
    return frame + payload;
}

Result<std::optional<Frame>> take_frame(Bytes& bytes) {
    std::size_t end = 0;
    auto frame = read_frame(bytes, end);
    bytes.erase(0, end);
    return frame;
}

void Inbound::take(Bytes& bytes) {
    // What was read is erased once: a large message may come in thousands of frames.
    std::size_t at = 0;
    while (violation.empty()) {
        std::size_t length = 0;
        auto frame = read_frame(std::string_view(bytes).substr(at), length);
        at += length;
        if (!frame) {
            violation = frame.error().message;
        } else if (!*frame) {
            break;
        } else {
            sort_in(std::move(**frame));
        }
    }
    bytes.erase(0, at);
}

std::string Inbound::complaint(const Frame& frame) const {
    const std::string what = to_string(frame.opcode);
    if (close) return fmt::format("a {} frame after its Close frame", what);
    // RSV1 is for the first frame of a compressed message (RFC 7692, section 6).
    const bool says_compressed =
        frame.reserved == 4 && inflate && !is_control(frame.opcode) && frame.opcode != Opcode::continuation;
    if (frame.reserved != 0 && !says_compressed)
        return fmt::format("a {} frame with reserved bits set", what);
    if (frame.masked != (sender_ == Sender::client)) {
        return fmt::format("{} {} frame", frame.masked ? "a masked" : "an unmasked", what);
    }
    if (!frame.shortest_length) return fmt::format("a {} frame whose length has needless bytes", what);
    if (is_control(frame.opcode)) {
        if (!frame.fin) return fmt::format("a fragmented {} frame", what);
        if (frame.payload.size() > 125)
            return fmt::format("a {} frame of {} bytes", what, frame.payload.size());
        if (frame.opcode > Opcode::pong) return fmt::format("a frame with {}", what);
        if (frame.opcode == Opcode::close && frame.payload.size() == 1) return "a Close frame with one byte";
        return {};
    }
    if (frame.opcode > Opcode::binary) return fmt::format("a frame with {}", what);
    if ((frame.opcode == Opcode::continuation) != unfinished_.has_value()) {
        return unfinished_ ? fmt::format("a {} frame inside an unfinished message", what)
                           : "a continuation frame of no message";
    }
    return {};
}

void Inbound::sort_in(Frame frame) {
    violation = complaint(frame);
    if (!violation.empty()) return;
    if (frame.masked && !frame.payload.empty()) keys.push_back(frame.key);
    if (is_control(frame.opcode)) return sort_control(frame);
    frames_ = unfinished_ ? frames_ + 1 : 1;
    most_frames = std::max(most_frames, frames_);
    largest_frame = std::max(largest_frame, frame.payload.size());
    if (!unfinished_) {
        unfinished_ = Message{frame.opcode, std::move(frame.payload), frame.reserved == 4};
    } else {
        unfinished_->payload += frame.payload;
    }
    if (!frame.fin) return;
    Message message = std::move(*unfinished_);
    unfinished_.reset();
    if (message.compressed) {
        auto inflated = inflate->message(message.payload);
        if (!inflated) {
            violation = inflated.error().message;
            return;
        }
        message.payload = std::move(*inflated);
    }
    messages.push_back(std::move(message));
}

void Inbound::sort_control(Frame& frame) {
    if (frame.opcode == Opcode::ping) {
        pings.push_back(std::move(frame.payload));
    } else if (frame.opcode == Opcode::pong) {
        pongs.push_back(std::move(frame.payload));
    } else {
        close.emplace();
        if (frame.payload.size() >= 2) {
            close->code = static_cast<int>(big_endian(std::string_view(frame.payload).substr(0, 2)));
            close->reason = frame.payload.substr(2);
        }
    }
}

} // namespace tare::check
