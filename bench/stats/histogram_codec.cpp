#include "bench/stats/histogram_codec.hpp"

#include <openssl/evp.h>
#include <zlib.h>

#include <bit>
#include <limits>
#include <optional>
#include <stdexcept>

namespace tare::stats {
namespace {

constexpr std::uint32_t kCookie = 0x1c849313;
constexpr std::uint32_t kCompressedCookie = 0x1c849314;
constexpr std::size_t kHeaderBytes = 40;
constexpr std::size_t kLongestNumber = 9;

using Bytes = std::vector<std::uint8_t>;

template <class Number>
void put_big_endian(Bytes& out, Number number) {
    for (int shift = static_cast<int>(sizeof number) * 8 - 8; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(number >> shift));
}

/// LEB128 whose ninth byte holds eight bits, so that 64 bits fit into nine bytes.
void put_zigzag(Bytes& out, std::int64_t number) {
    auto rest = (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
    for (std::size_t i = 0; i + 1 < kLongestNumber; ++i) {
        if (rest < 0x80) return out.push_back(static_cast<std::uint8_t>(rest));
        out.push_back(static_cast<std::uint8_t>(rest | 0x80));
        rest >>= 7;
    }
    out.push_back(static_cast<std::uint8_t>(rest));
}

/// Reads numbers off the front; what is asked for past the end is absent.
class Reader {
  public:
    explicit Reader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    [[nodiscard]] std::size_t left() const { return bytes_.size(); }

    template <class Number>
    std::optional<Number> big_endian() {
        if (bytes_.size() < sizeof(Number)) return std::nullopt;
        Number number = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i)
            number = static_cast<Number>((number << 8) | bytes_[i]);
        bytes_ = bytes_.subspan(sizeof(Number));
        return number;
    }

    std::optional<std::int64_t> zigzag() {
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < kLongestNumber; ++i) {
            if (bytes_.empty()) return std::nullopt;
            const std::uint64_t byte = bytes_.front();
            bytes_ = bytes_.subspan(1);
            const bool last = i + 1 == kLongestNumber;
            number |= (last ? byte : byte & 0x7f) << (7 * i);
            if (last || byte < 0x80) break;
        }
        return static_cast<std::int64_t>((number >> 1) ^ (~(number & 1) + 1));
    }

  private:
    std::span<const std::uint8_t> bytes_;
};

Error refuse(std::string_view why) { return make_error(Trouble::usage, "histogram: {}", why); }

Result<void> read_counters(Reader& reader, Histogram& histogram) {
    const std::size_t counters = histogram.counters().size();
    std::size_t index = 0;
    while (reader.left() > 0) {
        const auto number = reader.zigzag();
        if (!number) return refuse("cut off within a counter");
        if (*number < 0) {
            // Negated as unsigned: the smallest number has no positive counterpart.
            const std::uint64_t empty = ~static_cast<std::uint64_t>(*number) + 1;
            if (empty > counters - index) return refuse("more counters than 1 h has");
            index += static_cast<std::size_t>(empty);
            continue;
        }
        if (index >= counters) return refuse("more counters than 1 h has");
        if (*number > std::numeric_limits<std::int64_t>::max() - histogram.count())
            return refuse("counts add up to more than 2^63");
        // A counter of width w holds values whose middle is lowest + w/2: HdrHistogram's choice as well.
        const std::int64_t lowest = Histogram::lowest_of(index);
        const std::int64_t middle = lowest + (Histogram::highest_of(index) - lowest + 1) / 2;
        histogram.record(std::min(middle, Histogram::kHighestNs), *number);
        ++index;
    }
    return {};
}

Result<Bytes> from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0 || text.size() > std::size_t{1} << 24)
        return refuse("not base64: its length is no multiple of 4");
    Bytes bytes(text.size() / 4 * 3);
    const int size = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    if (size < 0) return refuse("not base64");
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    bytes.resize(static_cast<std::size_t>(size) - padding);
    return bytes;
}

std::string to_base64(const Bytes& bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0'); // EVP_EncodeBlock appends a NUL
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                     static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

} // namespace

std::vector<std::uint8_t> encode_payload(const Histogram& histogram) {
    Bytes counters;
    if (histogram.count() > 0) {
        const std::size_t last = Histogram::index_of(*histogram.max());
        std::int64_t empty = 0;
        for (std::size_t i = 0; i <= last; ++i) {
            const std::int64_t n = histogram.counters()[i];
            if (n == 0) {
                ++empty;
                continue;
            }
            // HdrHistogram writes a single empty counter as 0, which is the same length as -1.
            if (empty > 0) put_zigzag(counters, empty == 1 ? 0 : -empty);
            empty = 0;
            put_zigzag(counters, n);
        }
    } else {
        put_zigzag(counters, 0);
    }

    Bytes payload;
    payload.reserve(kHeaderBytes + counters.size());
    put_big_endian(payload, kCookie);
    put_big_endian(payload, static_cast<std::uint32_t>(counters.size()));
    put_big_endian(payload, std::uint32_t{0});
    put_big_endian(payload, std::uint32_t{Histogram::kSignificantDigits});
    put_big_endian(payload, std::uint64_t{1});
    put_big_endian(payload, static_cast<std::uint64_t>(Histogram::kHighestNs));
    put_big_endian(payload, std::bit_cast<std::uint64_t>(1.0));
    payload.insert(payload.end(), counters.begin(), counters.end());
    return payload;
}

Result<Histogram> decode_payload(std::span<const std::uint8_t> payload) {
    if (payload.size() < kHeaderBytes) return refuse("cut off within its header");
    Reader reader(payload);
    const auto cookie = *reader.big_endian<std::uint32_t>();
    const auto length = *reader.big_endian<std::uint32_t>();
    const auto offset = *reader.big_endian<std::uint32_t>();
    const auto digits = *reader.big_endian<std::uint32_t>();
    const auto lowest = *reader.big_endian<std::uint64_t>();
    reader.big_endian<std::uint64_t>(); // the highest value: the layout does not depend on it
    const auto ratio = *reader.big_endian<std::uint64_t>();

    if (cookie != kCookie) return refuse("no HdrHistogram V2 payload");
    if (length != reader.left()) return refuse("its counters are not as long as its header says");
    if (digits != Histogram::kSignificantDigits || lowest != 1)
        return refuse(fmt::format("expected 3 significant digits from 1, got {} from {}", digits, lowest));
    const bool plain = offset == 0 && ratio == std::bit_cast<std::uint64_t>(1.0);
    // hdr-histogram-js 3 writes the integer 1 in both places, and shifts nothing.
    const bool plain_as_js_has_it = offset == 1 && ratio == 1;
    if (!plain && !plain_as_js_has_it) return refuse("it is shifted or scaled");

    Histogram histogram;
    if (const auto read = read_counters(reader, histogram); !read) return read.error();
    return histogram;
}

std::string encode(const Histogram& histogram) {
    const Bytes payload = encode_payload(histogram);
    auto size = compressBound(static_cast<uLong>(payload.size()));
    Bytes compressed(size);
    if (compress2(compressed.data(), &size, payload.data(), static_cast<uLong>(payload.size()),
                  Z_BEST_COMPRESSION) != Z_OK)
        throw std::logic_error("zlib refused to compress into a buffer of the size that it asked for");
    compressed.resize(size);

    Bytes framed;
    framed.reserve(8 + compressed.size());
    put_big_endian(framed, kCompressedCookie);
    put_big_endian(framed, static_cast<std::uint32_t>(compressed.size()));
    framed.insert(framed.end(), compressed.begin(), compressed.end());
    return to_base64(framed);
}

Result<Histogram> decode(std::string_view base64) {
    const auto framed = from_base64(base64);
    if (!framed) return framed.error();
    Reader reader(*framed);
    const auto cookie = reader.big_endian<std::uint32_t>();
    const auto length = reader.big_endian<std::uint32_t>();
    if (!length || *cookie != kCompressedCookie) return refuse("no compressed HdrHistogram V2");
    if (*length != reader.left()) return refuse("cut off, or longer than its header says");

    // The largest payload there can be; a stream that inflates to more is not a histogram of this layout.
    uLongf size = kHeaderBytes + kLongestNumber * Histogram().counters().size();
    Bytes payload(size);
    const int inflated = uncompress(payload.data(), &size, framed->data() + 8, *length);
    if (inflated != Z_OK) return refuse("its zlib stream is damaged or too long");
    payload.resize(size);
    return decode_payload(payload);
}

} // namespace tare::stats
