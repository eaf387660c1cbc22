// permessage-deflate, from frames to messages and back. Any bytes as one compressed message must inflate to
// what zlib makes of them in one call, within the limit; frames must bring the same messages whole, byte by
// byte and in random pieces; and what our deflater makes of any messages zlib must inflate, in a window of
// the agreed size.
#include "base/split_mix64.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/deflate/codec.hpp"
#include "wire/peer/deflate_layer.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>

using namespace tare;
using namespace tare::fuzz;
using namespace tare::wire;
using tests::Bytes;
using tests::operator+;
using Status = deflate::Inflater::Status;

namespace {

constexpr std::array<std::size_t, 4> kLimits{0, 100, 5000, 300'000};

/// What zlib makes of the message and its tail, as section 7.2.2 has it: the payload if it is at most `limit`
/// bytes, or what is wrong with it. A last block is followed by more only if zlib is told to go on, so inputs
/// that have one are not judged (nothing).
struct Reference {
    Status status = Status::done;
    Bytes payload;
};
std::optional<Reference> reference(const Bytes& message, std::size_t limit, int window_bits) {
    Bytes input = message + tests::hex("00 00 ff ff");
    Bytes output(limit + 1);
    z_stream z{};
    require(inflateInit2(&z, -window_bits) == Z_OK, "zlib begins");
    z.next_in = reinterpret_cast<Bytef*>(input.data());
    z.avail_in = static_cast<uInt>(input.size());
    z.next_out = reinterpret_cast<Bytef*>(output.data());
    z.avail_out = static_cast<uInt>(output.size());
    const int outcome = inflate(&z, Z_SYNC_FLUSH);
    const std::size_t bytes = output.size() - z.avail_out;
    const bool whole = z.avail_in == 0 && (z.data_type & (63 | 128)) == 128;
    inflateEnd(&z);
    if (bytes > limit) return Reference{Status::too_long, {}};
    if (outcome == Z_STREAM_END) return std::nullopt;
    if ((outcome != Z_OK && outcome != Z_BUF_ERROR) || !whole) return Reference{Status::bad_data, {}};
    output.resize(bytes);
    return Reference{Status::done, output};
}

/// One message or failure, as a connection hears it.
struct Heard {
    ws::Step step = ws::Step::more;
    Bytes payload;
    ws::CloseCode code = ws::CloseCode::no_status;
    friend bool operator==(const Heard&, const Heard&) = default;
};

/// Feeds the frames in pieces to a server that has agreed to compression.
template <class Cut>
std::vector<Heard> listen(const Bytes& stream, const deflate::Parameters& agreed, std::size_t limit,
                          Cut cut) {
    ws::Decoder decoder(ws::Role::server, ws::mask_scalar, limit, deflate::most_compressed(limit));
    peer::DeflateLayer layer(ws::Role::server, agreed, {});
    Buffer room;
    std::vector<Heard> all;
    Bytes kept;
    for (std::size_t at = 0; at < stream.size();) {
        const std::size_t piece = std::min<std::size_t>(cut(), stream.size() - at);
        const Exact<std::byte> window(kept.size() + piece);
        std::ranges::copy(kept, window.span().begin());
        std::copy_n(stream.begin() + static_cast<std::ptrdiff_t>(at), piece,
                    window.span().begin() + static_cast<std::ptrdiff_t>(kept.size()));
        at += piece;
        std::span<std::byte> unread = window.span();
        for (;;) {
            ws::Event event = decoder.next(unread);
            if (event.step == ws::Step::more) break;
            if (event.compressed) event = layer.inflate(event, limit, room);
            require(event.step == ws::Step::failed ||
                        event.payload.size() <= std::max<std::size_t>(limit, 125),
                    "a payload within its limit");
            require(room.capacity() <= kCacheLine + limit + 1 + 4096, "memory within the limit");
            all.push_back({event.step, Bytes(event.payload.begin(), event.payload.end()), event.code});
            if (event.step == ws::Step::failed) return all;
        }
        kept.assign(unread.begin(), unread.end());
    }
    return all;
}

void check_inflating(const Bytes& message, std::size_t limit, int window_bits) {
    deflate::Inflater inflater({window_bits, true});
    Buffer buffer;
    std::size_t bytes = 0;
    const Status status = inflater.message(message, limit, buffer, 0, bytes);
    const auto expected = reference(message, limit, window_bits);
    if (!expected) return;
    require(status == expected->status, "zlib in one call says the same");
    if (status != Status::done) return;
    require(std::ranges::equal(std::span(buffer.data(), bytes), expected->payload),
            "and inflates to the same");
}

/// The input as messages of random lengths, compressed and inflated again by zlib's own stream.
void check_deflating(const Bytes& input, const deflate::Direction& direction, SplitMix64& random) {
    deflate::Deflater deflater(
        direction, {{}, static_cast<int>(random.below(10)), 1 + static_cast<int>(random.below(9))});
    deflate::Inflater inflater(direction);
    for (std::size_t at = 0; at <= input.size();) {
        const std::size_t piece = random.below(input.size() - at + 1);
        const Bytes payload(input.begin() + static_cast<std::ptrdiff_t>(at),
                            input.begin() + static_cast<std::ptrdiff_t>(at + piece));
        Buffer made, back;
        const auto bytes = deflater.message(payload, made, 0);
        require(bytes.has_value() && *bytes <= deflate::most_compressed(payload.size()),
                "no longer than the bound");
        std::size_t inflated = 0;
        require(inflater.message({made.data(), *bytes}, payload.size(), back, 0, inflated) == Status::done,
                "what is compressed inflates");
        require(std::ranges::equal(std::span(back.data(), inflated), payload), "to what it was");
        at += piece + 1;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    const unsigned choice = input.byte();
    SplitMix64 random(input.byte());
    const std::size_t limit = kLimits[choice & 3u];
    deflate::Parameters agreed;
    agreed.client_max_window_bits = 8 + static_cast<int>(choice >> 2 & 7u);
    agreed.client_no_context_takeover = (choice & 32u) != 0;
    const Bytes bytes(input.bytes().begin(), input.bytes().end());

    check_inflating(bytes, limit, agreed.client_max_window_bits);
    const auto whole = listen(bytes, agreed, limit, [&] { return bytes.size(); });
    require(listen(bytes, agreed, limit, [&] { return 1 + random.below(16); }) == whole,
            "in pieces as whole");
    if (bytes.size() <= 600)
        require(listen(bytes, agreed, limit, [] { return 1u; }) == whole, "byte by byte as whole");
    check_deflating(bytes, {agreed.client_max_window_bits, !agreed.client_no_context_takeover}, random);
    return 0;
}
