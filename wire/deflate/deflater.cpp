#include "wire/deflate/codec.hpp"

#include <zlib.h>

#include <algorithm>

namespace tare::wire::deflate {

namespace {
constexpr std::size_t kTailBytes = 4; ///< 00 00 ff ff, section 7.2.1
} // namespace

void Deflater::End::operator()(z_stream_s* stream) const {
    deflateEnd(stream);
    delete stream;
}

bool Deflater::begin() {
    if (stream_) return direction_.takeover || deflateReset(stream_.get()) == Z_OK;
    // zlib cannot compress with a window of 256 bytes: deflateInit2 refuses 8 for raw DEFLATE, since what it
    // would make needs a window of 512. But no window at all is needed for runs of one byte, and that is all
    // that Z_RLE looks for: it keeps the promise of 8, and of any other number.
    const bool smallest = direction_.window_bits == kLeastWindowBits;
    auto fresh = std::make_unique<z_stream>();
    if (deflateInit2(fresh.get(), level_, Z_DEFLATED, smallest ? -9 : -direction_.window_bits, memory_level_,
                     smallest ? Z_RLE : Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    stream_.reset(fresh.release());
    return true;
}

std::optional<std::size_t> Deflater::message(std::span<const std::byte> payload, Buffer& into,
                                             std::size_t offset) {
    if (payload.empty()) { // nothing for zlib to flush a second time: the empty block of section 7.2.3.6
        into.grow(offset + 1, offset);
        into.data()[offset] = std::byte{0};
        return 1;
    }
    if (!begin()) return std::nullopt;
    z_stream& z = *stream_;
    z.next_in = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(payload.data()));
    z.avail_in = static_cast<uInt>(payload.size());
    std::size_t end = offset;
    do { // once, unless the bound is not one
        into.grow(end + most_compressed(z.avail_in), end);
        const std::size_t room = into.capacity() - end;
        z.next_out = reinterpret_cast<unsigned char*>(into.data() + end);
        z.avail_out = static_cast<uInt>(room);
        ::deflate(&z, Z_SYNC_FLUSH);
        end += room - z.avail_out;
    } while (z.avail_out == 0);
    return end - offset - kTailBytes;
}

} // namespace tare::wire::deflate
