#include "tests/fuzz/reference_decoder.hpp"

#include <algorithm>
#include <optional>

namespace tare::fuzz {
namespace {

using tests::Bytes;
using tests::operator+;
using tests::Heard;
using wire::ws::Opcode;
using wire::ws::Role;
using wire::ws::Step;

enum class Text { whole, cut_off, wrong };

/// Character by character: with the code points that it could still become, if it is cut off (RFC 3629).
Text judge_text(std::span<const std::byte> text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned>(text[at++]);
        if (lead < 0x80) continue;
        const unsigned more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
        if (lead < 0xC0 || lead > 0xF7) return Text::wrong;
        unsigned low = lead & (0x3Fu >> more), high = low;
        unsigned there = 0;
        while (there < more && at < text.size()) {
            const auto next = static_cast<unsigned>(text[at]);
            if ((next & 0xC0u) != 0x80) return Text::wrong;
            low = high = low << 6 | (next & 0x3Fu);
            ++there;
            ++at;
        }
        for (unsigned missing = there; missing < more; ++missing) {
            low = low << 6;
            high = high << 6 | 0x3Fu;
        }
        const unsigned least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
        const unsigned most = more == 1 ? 0x7FF : more == 2 ? 0xFFFF : 0x10FFFF;
        if (high < least || low > most || (low >= 0xD800 && high <= 0xDFFF)) return Text::wrong;
        if (there < more) return Text::cut_off;
    }
    return Text::whole;
}

bool may_close_with(unsigned code) {
    const bool named = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
    return named || (code >= 3000 && code <= 4999); // of libraries and of applications
}

struct Stream {
    Role role;
    std::size_t longest;
    std::vector<Heard> heard;
    std::optional<Opcode> unfinished; ///< the kind of a fragmented message
    Bytes message;                    ///< what there is of it

    bool fail(unsigned code) {
        heard.push_back({Step::failed, Opcode::continuation, {}, code});
        return false;
    }

    bool close(const Bytes& body) {
        if (body.empty()) {
            heard.push_back({Step::close, Opcode::close, {}, 1005});
            return true;
        }
        if (body.size() == 1) return fail(1002);
        const unsigned code = static_cast<unsigned>(body[0]) * 256 + static_cast<unsigned>(body[1]);
        if (!may_close_with(code)) return fail(1002);
        const Bytes reason(body.begin() + 2, body.end());
        if (judge_text(reason) != Text::whole) return fail(1007);
        heard.push_back({Step::close, Opcode::close, reason, code});
        return true;
    }

    bool control(unsigned opcode, const Bytes& body) {
        if (opcode == 8) return close(body);
        const bool ping = opcode == 9;
        heard.push_back({ping ? Step::ping : Step::pong, ping ? Opcode::ping : Opcode::pong, body, 0});
        return true;
    }

    bool data(unsigned opcode, bool fin, bool whole, const Bytes& body) {
        const Opcode kind = unfinished.value_or(static_cast<Opcode>(opcode));
        Bytes together = message + body;
        const Text text = kind == Opcode::text ? judge_text(together) : Text::whole;
        if (text == Text::wrong) return fail(1007);
        if (!whole) return true;
        if (!fin) {
            unfinished = kind;
            message = std::move(together);
            return true;
        }
        if (text != Text::whole) return fail(1007);
        heard.push_back({Step::message, kind, std::move(together), 0});
        unfinished.reset();
        message.clear();
        return true;
    }

    /// Reads one frame from `rest`; false when nothing more can be read.
    bool frame(std::span<const std::byte>& rest) {
        if (rest.size() < 2) return false;
        const auto b0 = static_cast<unsigned>(rest[0]), b1 = static_cast<unsigned>(rest[1]);
        const bool fin = b0 >= 128, masked = b1 >= 128;
        const unsigned opcode = b0 % 16, short_length = b1 % 128;
        const bool is_control = opcode >= 8;
        if (b0 / 16 % 8 != 0) return fail(1002); // reserved bits
        if (opcode > 10 || (opcode > 2 && opcode < 8)) return fail(1002);
        if (masked != (role == Role::server)) return fail(1002);
        if (is_control && (!fin || short_length > 125)) return fail(1002);
        if (!is_control && (opcode == 0) != unfinished.has_value()) return fail(1002);
        const std::size_t extended = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
        if (rest.size() < 2 + extended) return false;
        std::uint64_t length = extended == 0 ? short_length : 0;
        for (std::size_t i = 0; i < extended; ++i)
            length = length * 256 + static_cast<std::uint64_t>(rest[2 + i]);
        if (extended == 2 && length < 126) return fail(1002);
        if (extended == 8 && (length < 65536 || length > 0x7FFF'FFFF'FFFF'FFFFu)) return fail(1002);
        if (!is_control && message.size() + length > longest) return fail(1009);
        const std::size_t head = 2 + extended + (masked ? 4 : 0);
        if (rest.size() < head) return false;
        const auto there = static_cast<std::size_t>(std::min<std::uint64_t>(length, rest.size() - head));
        Bytes body(rest.begin() + static_cast<std::ptrdiff_t>(head),
                   rest.begin() + static_cast<std::ptrdiff_t>(head + there));
        for (std::size_t i = 0; masked && i < body.size(); ++i) body[i] ^= rest[head - 4 + i % 4];
        rest = rest.subspan(head + there);
        const bool whole = there == length;
        if (!is_control) return data(opcode, fin, whole, body) && whole;
        return whole && control(opcode, body);
    }
};

} // namespace

std::vector<Heard> reference_events(Role role, std::size_t longest_message, const Bytes& stream) {
    Stream reader{role, longest_message, {}, std::nullopt, {}};
    std::span<const std::byte> rest = stream;
    while (reader.frame(rest)) {
    }
    return std::move(reader.heard);
}

} // namespace tare::fuzz
