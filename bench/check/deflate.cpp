#include "bench/check/deflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace tare::check {
namespace {

constexpr std::string_view kTakeover = "_no_context_takeover", kWindow = "_max_window_bits";

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Cuts the next part off at a semicolon.
std::string_view next_part(std::string_view& rest) {
    const std::size_t at = rest.find(';');
    const std::string_view part = trim(rest.substr(0, at));
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return part;
}

/// 8 .. 15, written as section 7.1.2 wants it; -1 if it is not.
int read_window(std::string_view value) {
    int bits = -1;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), bits);
    const bool whole = error == std::errc{} && end == value.data() + value.size();
    return whole && bits >= 8 && bits <= 15 && value.front() != '0' ? bits : -1;
}

} // namespace

Result<DeflateParameters> read_deflate(std::string_view field, bool is_offer) {
    const auto wrong = [&](std::string_view what) {
        return make_error(Trouble::contender, "\"Sec-WebSocket-Extensions: {}\": {}", field, what);
    };
    if (field.find(',') != std::string_view::npos) return wrong("more than one extension");
    std::string_view rest = field;
    if (next_part(rest) != "permessage-deflate") return wrong("expected permessage-deflate");
    DeflateParameters parameters;
    while (!rest.empty()) {
        const std::string_view part = next_part(rest);
        const std::size_t equals = part.find('=');
        const std::string name(trim(part.substr(0, equals)));
        std::string_view value = equals == std::string_view::npos ? "" : trim(part.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        const bool takeover =
            name == "server" + std::string(kTakeover) || name == "client" + std::string(kTakeover);
        const bool window =
            name == "server" + std::string(kWindow) || name == "client" + std::string(kWindow);
        const bool bare = equals == std::string_view::npos;
        if (!takeover && !window) return wrong(fmt::format("\"{}\" is no parameter", name));
        if (takeover && !bare) return wrong(fmt::format("\"{}\" has no value", name));
        const bool may_be_bare = takeover || (is_offer && name.starts_with("client"));
        if (window && (bare ? !may_be_bare : read_window(value) < 0))
            return wrong(fmt::format("\"{}\" must have a value from 8 to 15", name));
        if (!parameters.emplace(name, bare ? -1 : read_window(value)).second)
            return wrong(fmt::format("\"{}\" stands there twice", name));
    }
    return parameters;
}

std::string trouble_in_agreement(const AgreementSpec& spec, const DeflateParameters& parameters) {
    for (const auto& [name, wanted] : spec) {
        const auto found = parameters.find(name);
        if (!wanted) {
            if (found != parameters.end()) return fmt::format("agrees to {}, which was not offered", name);
            continue;
        }
        if (found == parameters.end()) return fmt::format("agrees without {}, which was asked for", name);
        if (!wanted->empty() && std::find(wanted->begin(), wanted->end(), found->second) == wanted->end())
            return fmt::format("agrees to {}={}, expected {}", name, found->second,
                               fmt::join(*wanted, " or "));
    }
    return {};
}

Inflate::Inflate(int window_bits, bool takeover) : window_bits_(window_bits), takeover_(takeover) {}

Result<Bytes> Inflate::message(const Bytes& compressed) {
    if (!stream_ || !takeover_) {
        auto fresh = std::make_unique<z_stream>();
        if (inflateInit2(fresh.get(), -window_bits_) != Z_OK)
            return make_error(Trouble::environment, "zlib: no memory");
        stream_ = std::shared_ptr<z_stream>(fresh.release(), [](z_stream* stream) {
            inflateEnd(stream);
            delete stream;
        });
    }
    Bytes input = compressed + Bytes("\x00\x00\xff\xff", 4), payload;
    // Small pieces: within what one call puts out, zlib takes references that are older than the window.
    std::array<char, 64> chunk;
    stream_->next_in = reinterpret_cast<Bytef*>(input.data());
    stream_->avail_in = static_cast<uInt>(input.size());
    do {
        stream_->next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream_->avail_out = static_cast<uInt>(chunk.size());
        const int outcome = inflate(stream_.get(), Z_SYNC_FLUSH);
        payload.append(chunk.data(), chunk.size() - stream_->avail_out);
        if (outcome == Z_STREAM_END) {
            inflateResetKeep(stream_.get()); // a last block does not end the window
        } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
            return make_error(Trouble::contender, "a compressed message that does not inflate ({}): {}",
                              stream_->msg != nullptr ? stream_->msg : "zlib says no more", show(compressed));
        }
    } while (stream_->avail_in > 0 || stream_->avail_out == 0);
    return payload;
}

Inflate inflate_for(const DeflateParameters& agreed, bool of_server) {
    const std::string side = of_server ? "server" : "client";
    const auto window = agreed.find(side + std::string(kWindow));
    return {window == agreed.end() || window->second < 0 ? 15 : window->second,
            !agreed.contains(side + std::string(kTakeover))};
}

} // namespace tare::check
