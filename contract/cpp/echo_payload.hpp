// The payload of the echo workload, and its verification (CONTRACT.md, "The echo workload").
//
// Thread safety: none.
#pragma once

#include "base/error.hpp"
#include "contract/cpp/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tare::contract {

class EchoPayload {
  public:
    static constexpr std::size_t kHeaderBytes = 16;
    /// Fewer than one in a hundred, so that the messages whose verification takes longer are not the p99.
    static constexpr std::int64_t kWholeEvery = 256;

    EchoPayload() = default;
    EchoPayload(std::int64_t size_bytes, MessageKind kind, std::uint64_t seed);

    /// The message as it is to be sent. Valid for the object's life; of the corpus, number() moves on to
    /// another place.
    [[nodiscard]] std::span<std::byte> bytes() { return {bytes_.data() + at_, size_}; }
    [[nodiscard]] std::span<const std::byte> bytes() const { return {bytes_.data() + at_, size_}; }
    /// What its frames are: text or binary.
    [[nodiscard]] MessageKind kind() const { return kind_; }

    /// Makes bytes() this message: writes its header, and of the corpus takes its piece.
    void number(std::int64_t connection, std::int64_t message);

    /// What every message is held against: type, length and header; all of it for message 0 and every 256th.
    /// A few nanoseconds.
    [[nodiscard]] bool verify(std::span<const std::byte> reply, MessageKind reply_kind,
                              std::int64_t connection, std::int64_t message) const;

    /// The whole payload, whatever the message's number: for the last of a block.
    [[nodiscard]] bool verify_whole(std::span<const std::byte> reply, MessageKind reply_kind,
                                    std::int64_t connection, std::int64_t message) const;

    /// After a failed verification: the sentence that says message, offset, expected and got.
    [[nodiscard]] Error mismatch(std::span<const std::byte> reply, MessageKind reply_kind,
                                 std::int64_t connection, std::int64_t message) const;

  private:
    /// Where this message's bytes lie.
    [[nodiscard]] std::size_t place_of(std::int64_t message) const {
        return pieces_ == 1 ? 0 : static_cast<std::size_t>(message % pieces_) * size_;
    }

    std::vector<std::byte> bytes_; ///< `pieces_` messages of `size_` bytes
    std::size_t size_ = 0, at_ = 0;
    std::int64_t pieces_ = 1;
    MessageKind kind_ = MessageKind::binary;
};

} // namespace tare::contract
