#include "contract/cpp/echo_payload.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace tare::contract {
namespace {

using Header = std::array<std::byte, EchoPayload::kHeaderBytes>;

void put_little_endian(std::byte* to, std::uint64_t value) {
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(to, &value, sizeof value);
    } else {
        for (int i = 0; i < 8; ++i) to[i] = static_cast<std::byte>(value >> (8 * i));
    }
}

/// The lowest `digits` hexadecimal digits.
void put_hex(std::byte* to, std::uint64_t value, int digits) {
    for (int i = digits; i-- > 0; value >>= 4) to[i] = static_cast<std::byte>("0123456789abcdef"[value & 15]);
}

Header make_header(MessageKind kind, std::int64_t connection, std::int64_t message) {
    Header header;
    if (kind == MessageKind::binary) {
        put_little_endian(header.data(), static_cast<std::uint64_t>(connection));
        put_little_endian(header.data() + 8, static_cast<std::uint64_t>(message));
    } else {
        put_hex(header.data(), static_cast<std::uint64_t>(connection), 4);
        put_hex(header.data() + 4, static_cast<std::uint64_t>(message), 12);
    }
    return header;
}

const char* article_and_name(MessageKind kind) { return kind == MessageKind::text ? "a text" : "a binary"; }

} // namespace

EchoPayload::EchoPayload(std::int64_t size_bytes, MessageKind kind, std::uint64_t seed)
    : bytes_(static_cast<std::size_t>(size_bytes)), kind_(kind) {
    std::uint64_t x = seed == 0 ? 1 : seed;
    for (std::size_t i = kHeaderBytes; i < bytes_.size(); ++i) {
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        const auto top = static_cast<unsigned>((x * 2685821657736338717U) >> 56);
        bytes_[i] = static_cast<std::byte>(kind == MessageKind::text ? 'a' + top % 26 : top);
    }
    number(0, 0);
}

void EchoPayload::number(std::int64_t connection, std::int64_t message) {
    const Header header = make_header(kind_, connection, message);
    if (bytes_.size() >= kHeaderBytes) {
        std::memcpy(bytes_.data(), header.data(), kHeaderBytes); // a constant length: one store
    } else {
        std::copy_n(header.begin(), bytes_.size(), bytes_.begin());
    }
}

bool EchoPayload::verify(std::span<const std::byte> reply, MessageKind reply_kind, std::int64_t connection,
                         std::int64_t message) const {
    if (message % kWholeEvery == 0) return verify_whole(reply, reply_kind, connection, message);
    if (reply_kind != kind_ || reply.size() != bytes_.size()) return false;
    const Header header = make_header(kind_, connection, message);
    if (reply.size() >= kHeaderBytes) return std::memcmp(reply.data(), header.data(), kHeaderBytes) == 0;
    return std::equal(reply.begin(), reply.end(), header.begin());
}

bool EchoPayload::verify_whole(std::span<const std::byte> reply, MessageKind reply_kind,
                               std::int64_t connection, std::int64_t message) const {
    if (reply_kind != kind_ || reply.size() != bytes_.size()) return false;
    const Header header = make_header(kind_, connection, message);
    const std::size_t headed = std::min(kHeaderBytes, reply.size());
    return std::equal(reply.begin(), reply.begin() + static_cast<std::ptrdiff_t>(headed), header.begin()) &&
           (reply.size() == headed ||
            std::memcmp(reply.data() + headed, bytes_.data() + headed, reply.size() - headed) == 0);
}

Error EchoPayload::mismatch(std::span<const std::byte> reply, MessageKind reply_kind, std::int64_t connection,
                            std::int64_t message) const {
    const std::string place = fmt::format("connection {}, message {}", connection, message);
    if (reply_kind != kind_) {
        return make_error(Trouble::contender, "{}: expected {} message, got {} one", place,
                          article_and_name(kind_), article_and_name(reply_kind));
    }
    if (reply.size() != bytes_.size()) {
        return make_error(Trouble::contender, "{}: expected {} bytes, got {}", place, bytes_.size(),
                          reply.size());
    }
    const Header header = make_header(kind_, connection, message);
    for (std::size_t i = 0; i < reply.size(); ++i) {
        const std::byte expected = i < kHeaderBytes ? header[i] : bytes_[i];
        if (reply[i] != expected) {
            return make_error(Trouble::contender, "{}: at offset {} expected 0x{:02x}, got 0x{:02x}", place,
                              i, std::to_integer<int>(expected), std::to_integer<int>(reply[i]));
        }
    }
    return make_error(Trouble::internal, "{}: nothing differs", place);
}

} // namespace tare::contract
