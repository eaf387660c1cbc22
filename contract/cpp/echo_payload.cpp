#include "contract/cpp/echo_payload.hpp"

#include "contract/cpp/bytes.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace tare::contract {
namespace {

using Header = std::array<std::byte, EchoPayload::kHeaderBytes>;

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

/// xorshift64*, of which the top byte is used.
class Random {
  public:
    explicit Random(std::uint64_t seed) : x_(seed == 0 ? 1 : seed) {}
    unsigned byte() {
        x_ ^= x_ >> 12;
        x_ ^= x_ << 25;
        x_ ^= x_ >> 27;
        return static_cast<unsigned>((x_ * 2685821657736338717U) >> 56);
    }

  private:
    std::uint64_t x_;
};

constexpr std::array<std::string_view, 64> kWords{
    "the",   "of",      "and",    "to",     "in",    "is",     "that",  "for",   "it",    "was",   "on",
    "are",   "as",      "with",   "they",   "at",    "be",     "this",  "have",  "from",  "or",    "one",
    "had",   "by",      "word",   "but",    "not",   "what",   "all",   "were",  "when",  "your",  "can",
    "said",  "there",   "use",    "each",   "which", "she",    "do",    "how",   "their", "if",    "will",
    "other", "about",   "out",    "many",   "then",  "them",   "these", "some",  "her",   "would", "make",
    "like",  "message", "server", "client", "value", "status", "price", "order", "number"};

/// So many different messages follow each other that none is still in a window of 32 KiB when it comes again.
std::int64_t corpus_pieces(std::int64_t size_bytes) { return 65536 / size_bytes + 1; }

/// One text over all messages, from byte 16 of each on.
void fill_with_corpus(std::span<std::byte> messages, std::size_t size, Random& random) {
    constexpr int kWordsALine = 12;
    std::size_t at = EchoPayload::kHeaderBytes;
    const auto put = [&](std::string_view text) {
        for (const char c : text) {
            if (at >= messages.size()) return;
            messages[at++] = static_cast<std::byte>(c);
            if (at % size == 0) at += EchoPayload::kHeaderBytes;
        }
    };
    for (int word = 1; at < messages.size(); ++word) {
        const unsigned top = random.byte();
        put(kWords[top < 128 ? top % 64 : top % 16]); // half of all words are the sixteen most common ones
        put(word % kWordsALine == 0 ? ".\n" : " ");
    }
}

const char* article_and_name(MessageKind kind) { return kind == MessageKind::text ? "a text" : "a binary"; }

} // namespace

EchoPayload::EchoPayload(std::int64_t size_bytes, MessageKind kind, std::uint64_t seed)
    : size_(static_cast<std::size_t>(size_bytes)), kind_(on_wire(kind)) {
    Random random(seed);
    if (kind == MessageKind::corpus && size_ > kHeaderBytes) {
        pieces_ = corpus_pieces(size_bytes);
        bytes_.resize(size_ * static_cast<std::size_t>(pieces_));
        fill_with_corpus(bytes_, size_, random);
    } else {
        bytes_.resize(size_);
        for (std::size_t i = kHeaderBytes; i < size_; ++i) {
            const unsigned top = random.byte();
            bytes_[i] = static_cast<std::byte>(kind_ == MessageKind::text ? 'a' + top % 26 : top);
        }
    }
    number(0, 0);
}

void EchoPayload::number(std::int64_t connection, std::int64_t message) {
    const Header header = make_header(kind_, connection, message);
    at_ = place_of(message);
    if (size_ >= kHeaderBytes) {
        std::memcpy(bytes_.data() + at_, header.data(), kHeaderBytes); // a constant length: one store
    } else {
        std::copy_n(header.begin(), size_, bytes_.begin());
    }
}

bool EchoPayload::verify(std::span<const std::byte> reply, MessageKind reply_kind, std::int64_t connection,
                         std::int64_t message) const {
    if (message % kWholeEvery == 0) return verify_whole(reply, reply_kind, connection, message);
    if (reply_kind != kind_ || reply.size() != size_) return false;
    const Header header = make_header(kind_, connection, message);
    if (reply.size() >= kHeaderBytes) return std::memcmp(reply.data(), header.data(), kHeaderBytes) == 0;
    return std::equal(reply.begin(), reply.end(), header.begin());
}

bool EchoPayload::verify_whole(std::span<const std::byte> reply, MessageKind reply_kind,
                               std::int64_t connection, std::int64_t message) const {
    if (reply_kind != kind_ || reply.size() != size_) return false;
    const Header header = make_header(kind_, connection, message);
    const std::size_t headed = std::min(kHeaderBytes, reply.size());
    return std::equal(reply.begin(), reply.begin() + static_cast<std::ptrdiff_t>(headed), header.begin()) &&
           (reply.size() == headed ||
            std::memcmp(reply.data() + headed, bytes_.data() + place_of(message) + headed,
                        reply.size() - headed) == 0);
}

Error EchoPayload::mismatch(std::span<const std::byte> reply, MessageKind reply_kind, std::int64_t connection,
                            std::int64_t message) const {
    const std::string place = fmt::format("connection {}, message {}", connection, message);
    if (reply_kind != kind_) {
        return make_error(Trouble::contender, "{}: expected {} message, got {} one", place,
                          article_and_name(kind_), article_and_name(reply_kind));
    }
    if (reply.size() != size_) {
        return make_error(Trouble::contender, "{}: expected {} bytes, got {}", place, size_, reply.size());
    }
    const Header header = make_header(kind_, connection, message);
    for (std::size_t i = 0; i < reply.size(); ++i) {
        const std::byte expected = i < kHeaderBytes ? header[i] : bytes_[place_of(message) + i];
        if (reply[i] != expected) {
            return make_error(Trouble::contender, "{}: at offset {} expected 0x{:02x}, got 0x{:02x}", place,
                              i, std::to_integer<int>(expected), std::to_integer<int>(reply[i]));
        }
    }
    return make_error(Trouble::internal, "{}: nothing differs", place);
}

} // namespace tare::contract
