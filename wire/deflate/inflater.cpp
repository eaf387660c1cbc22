#include "wire/deflate/codec.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace tare::wire::deflate {

namespace {

/// Section 7.2.2: the end of a flush, which senders leave out.
constexpr std::array<unsigned char, 4> kTail{0x00, 0x00, 0xff, 0xff};

/// What inflate() says of where it stands, besides the number of bits it holds that are not used yet.
constexpr int kUnusedBits = 63, kBetweenBlocks = 128;

/// Fourfold, but never beyond what may be used: a bomb gets no more than the limit, and a quarter of it while
/// it is copied.
void enlarge(Buffer& buffer, std::size_t used, std::size_t most) {
    const std::size_t fourfold = std::max<std::size_t>(4 * buffer.capacity(), 4096);
    // Half of the most becomes all of it: the last step would be nearly the one before, and both would be
    // held.
    Buffer larger(fourfold < most / 2 ? fourfold : most);
    if (const std::size_t kept = std::min(used, buffer.capacity()); kept > 0)
        std::memcpy(larger.data(), buffer.data(), kept);
    buffer = std::move(larger);
}

} // namespace

void Inflater::End::operator()(z_stream_s* stream) const {
    inflateEnd(stream);
    delete stream;
}

bool Inflater::begin() {
    if (stream_) return direction_.takeover || inflateReset(stream_.get()) == Z_OK;
    auto fresh = std::make_unique<z_stream>();
    // A negative number of window bits: DEFLATE without zlib's header. Inflating takes 8 as it is.
    if (inflateInit2(fresh.get(), -direction_.window_bits) != Z_OK) return false;
    stream_.reset(fresh.release());
    return true;
}

Inflater::Status Inflater::message(std::span<const std::byte> compressed, std::size_t longest, Buffer& into,
                                   std::size_t offset, std::size_t& bytes) {
    if (!begin()) return Status::no_memory;
    z_stream& z = *stream_;
    const std::size_t most = offset + longest + 1; // one more than allowed tells what is too long
    std::size_t end = offset;
    for (const auto& [data, size] :
         {std::pair(reinterpret_cast<const unsigned char*>(compressed.data()), compressed.size()),
          std::pair(kTail.data(), kTail.size())}) {
        z.next_in = const_cast<unsigned char*>(data); // zlib's C API knows no const here
        z.avail_in = static_cast<uInt>(size);
        do {
            if (end >= std::min(into.capacity(), most)) enlarge(into, end, most);
            const std::size_t room = std::min(into.capacity(), most) - end;
            z.next_out = reinterpret_cast<unsigned char*>(into.data() + end);
            z.avail_out = static_cast<uInt>(room);
            const int outcome = inflate(&z, Z_SYNC_FLUSH);
            end += room - z.avail_out;
            if (end == most) return Status::too_long;
            if (outcome == Z_MEM_ERROR) return Status::no_memory;
            // A sender may mark a block as the last one (section 7.2.3.4). The message goes on behind it, and
            // with the same window, which inflateReset() would forget.
            if (outcome == Z_STREAM_END) {
                if (inflateResetKeep(&z) != Z_OK) return Status::bad_data;
            } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
                return Status::bad_data;
            }
        } while (z.avail_in > 0 || z.avail_out == 0);
    }
    // With its tail a message ends between two blocks and on a whole byte; otherwise part of it is missing.
    if ((z.data_type & (kUnusedBits | kBetweenBlocks)) != kBetweenBlocks) return Status::bad_data;
    bytes = end - offset;
    return Status::done;
}

} // namespace tare::wire::deflate
