// What the heads of an opening handshake tell: extensions (RFC 7692) and subprotocols (RFC 6455, 1.9).
#include "bench/features/answers.hpp"

#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <cctype>

namespace tare::features {
namespace {

constexpr std::string_view kDeflate = "permessage-deflate";

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// Takes what stands before the next `separator` off the text.
std::string_view take_part(std::string_view& text, char separator) {
    const auto end = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(part);
}

/// The parameters of the first permessage-deflate in a Sec-WebSocket-Extensions field; absent where there is
/// none.
std::optional<std::string> deflate_in(const check::Head& head) {
    const std::string field = head.field("sec-websocket-extensions");
    for (std::string_view rest = field; !rest.empty();) {
        std::string_view extension = take_part(rest, ',');
        if (!same_word(take_part(extension, ';'), kDeflate)) continue;
        std::string parameters;
        while (!extension.empty()) {
            const std::string_view parameter = take_part(extension, ';');
            if (!parameter.empty()) parameters += (parameters.empty() ? "" : "; ") + std::string(parameter);
        }
        return parameters.empty() ? "no parameters" : parameters;
    }
    return std::nullopt;
}

/// A whole message's payload, with the four bytes back that its sender cut off (RFC 7692, 7.2.2); absent
/// where it is not a deflate stream or holds more than fits.
std::optional<std::string> inflated(std::string payload) {
    payload += std::string("\x00\x00\xff\xff", 4);
    std::string text(64, '\0');
    z_stream stream{};
    constexpr int kRawWindow = -15;
    if (inflateInit2(&stream, kRawWindow) != Z_OK) return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef*>(payload.data());
    stream.avail_in = static_cast<uInt>(payload.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    const int result = inflate(&stream, Z_SYNC_FLUSH);
    inflateEnd(&stream);
    if ((result != Z_OK && result != Z_STREAM_END) || stream.avail_in > 0) return std::nullopt;
    text.resize(text.size() - stream.avail_out);
    return text;
}

} // namespace

FeatureCell judge_deflate_answer(const check::Head& head) {
    if (head.status() != 101) {
        return no(Feature::deflate, fmt::format("answers the offer with \"{}\"", head.first_line));
    }
    if (auto parameters = deflate_in(head)) return yes(Feature::deflate, std::move(*parameters));
    const std::string answered = head.field("sec-websocket-extensions");
    return no(Feature::deflate, answered.empty()
                                    ? "was offered it and did not accept"
                                    : fmt::format("was offered it and accepted \"{}\"", answered));
}

FeatureCell judge_compressed_echo(FeatureCell agreed, const check::Frame& answer) {
    const bool compressed = answer.reserved == 4;
    const auto text = compressed ? inflated(answer.payload) : std::optional(answer.payload);
    if (answer.opcode == check::Opcode::text && answer.fin && answer.reserved == (compressed ? 4 : 0) &&
        text == "Hello") {
        agreed.detail = compressed ? "" : "takes compressed messages, and answers a short one uncompressed";
        return agreed;
    }
    return no(Feature::deflate,
              fmt::format("agrees on it ({}) and answers a compressed \"Hello\" with a {} frame of {}{}",
                          agreed.value, check::to_string(answer.opcode), check::show(answer.payload),
                          compressed ? ", which does not inflate to it" : ""));
}

FeatureCell judge_deflate_offer(const check::Head& head) {
    if (auto parameters = deflate_in(head)) return yes(Feature::deflate, std::move(*parameters));
    return no(Feature::deflate, "does not offer it");
}

FeatureCell judge_deflate(const FeatureCell& unasked, const std::optional<FeatureCell>& asked) {
    if (unasked.answer == core::Answer::yes) {
        FeatureCell made = unasked;
        made.mismatch = fmt::format(
            "{} compression though nobody asked it to (it may not, without being asked): {}",
            asked ? "declares deflate, and agrees on" : "declares no deflate, and agrees on", unasked.value);
        return made;
    }
    if (asked) return *asked;
    if (unasked.answer == core::Answer::absent) return unasked;
    return absent(Feature::deflate,
                  "not asked: declares no deflate (and without being asked agrees on none)");
}

FeatureCell judge_subprotocol(const check::Head& head, const std::vector<std::string>& offered) {
    if (head.status() != 101) {
        return no(Feature::subprotocols, fmt::format("answers the offer with \"{}\"", head.first_line));
    }
    const std::string chosen = head.field("sec-websocket-protocol");
    if (chosen.empty()) {
        return no(Feature::subprotocols,
                  fmt::format("was offered {} and chose none", fmt::join(offered, ", ")));
    }
    if (std::find(offered.begin(), offered.end(), chosen) != offered.end())
        return yes(Feature::subprotocols, chosen);
    return no(Feature::subprotocols, fmt::format("was offered {} and chose \"{}\", which nobody offered",
                                                 fmt::join(offered, ", "), chosen));
}

} // namespace tare::features
