// The messages of the stream workload (CONTRACT.md): asked for by the client, made by the server, verified by
// the client.
//
// Thread safety: none.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"
#include "contract/cpp/echo_payload.hpp"
#include "contract/cpp/messages.hpp"
#include "contract/cpp/send_schedule.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tare::contract {

struct StreamRequest {
    std::int64_t messages = 1; ///< 1 .. 1 000 000 000
    std::int64_t size_bytes = 0;
    MessageKind kind = MessageKind::binary; ///< or text
    std::uint64_t seed = 1;
    std::int64_t rate_per_s = 0; ///< 0: as fast as it goes

    friend bool operator==(const StreamRequest&, const StreamRequest&) = default;
};

/// What is pushed for one request that has no rate, in bytes.
inline constexpr std::int64_t kStreamBytes = 240'000;

/// What asks for the stream at `go`, and what says before that it can be asked for.
inline constexpr std::string_view kPush = "push", kReadyToPush = "ready";

/// What a block asks for, again and again; with a rate once.
StreamRequest stream_request(const BlockRequest&);

/// The text message that says what is to be pushed, and the inverse, which refuses everything else.
std::string stream_request_line(const StreamRequest&);
Result<StreamRequest> parse_stream_request(std::string_view line);

/// The fewest bytes a message can have: its number and its time.
constexpr std::int64_t stream_header_bytes(MessageKind kind) { return kind == MessageKind::text ? 24 : 16; }

/// The server's side: one message after the other.
class StreamSource {
  public:
    explicit StreamSource(const StreamRequest&);

    /// From the first message on, beginning now. Before it is called the stream is over.
    void begin();

    [[nodiscard]] bool over() const { return next_ == request_.messages; }
    [[nodiscard]] const StreamRequest& request() const { return request_; }
    [[nodiscard]] MessageKind kind() const { return request_.kind; }
    /// When the next message is due; 0: as soon as there is room. Not once it is over.
    [[nodiscard]] StampNs due_ns() const { return due_ns_; }

    /// The next message, which is handed over now. Valid until the next call.
    std::span<const std::byte> next();
    /// The same into a place of size_bytes, in which its last bytes already lie (see rest()).
    void next_header(std::byte* to);
    /// All of a message but its header, at its place.
    [[nodiscard]] std::span<const std::byte> bytes() const { return payload_.bytes(); }

  private:
    void schedule_next();

    StreamRequest request_;
    EchoPayload payload_;
    SendSchedule schedule_;
    StampNs begun_ns_ = 0, due_ns_ = 0;
    std::int64_t next_; ///< as many as there are: over
};

/// The client's side: what is expected.
class StreamCheck {
  public:
    StreamCheck() = default;
    explicit StreamCheck(const StreamRequest&);

    /// Whether this is message `number` of its stream; `handed_ns` is then the time in it. A few nanoseconds,
    /// but for the messages that are compared as a whole.
    [[nodiscard]] bool verify(std::span<const std::byte> message, MessageKind kind, std::int64_t number,
                              StampNs& handed_ns) const;
    /// After a failed verification: the sentence that says message, offset, expected and got.
    [[nodiscard]] Error mismatch(std::span<const std::byte> message, MessageKind kind,
                                 std::int64_t number) const;

    [[nodiscard]] const StreamRequest& request() const { return request_; }

  private:
    StreamRequest request_;
    EchoPayload payload_;
};

} // namespace tare::contract
