// The works of stream, transfer and broadcast, on messages alone: what is said next, whether what comes is
// right, and when it is over. Which library carries the messages is nothing to them.
//
// A client hands a work each message as a Heard, with a Voice of the connection that it came on:
//
//     voice.state()                              // the Work::State that belongs to the connection
//     voice.say(text)                            // sends a text message
//     voice.send(kind, bytes)                    // a message; the bytes are free again when this returns
//     voice.send_large(bytes, fragment_bytes)    // binary, in fragments of so many bytes (0: one frame);
//     they stay
//
// and asks it after each: error(), busy(), next_start().
//
// Thread safety: none.
#pragma once

#include "base/error.hpp"
#include "contract/cpp/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tare::contract {

/// A message that came.
struct Heard {
    MessageKind kind; ///< binary or text
    std::span<const std::byte> payload;

    [[nodiscard]] std::string_view text() const {
        return {reinterpret_cast<const char*>(payload.data()), payload.size()};
    }
};

/// What the three have in common.
class AskingWork {
  public:
    /// A connection ended that the client did not end: the block fails.
    void ended(std::int64_t connection, std::string_view why) {
        fail(make_error(Trouble::contender, "connection {}: {}", connection, why));
    }

    [[nodiscard]] std::int64_t operations() const { return operations_; }
    [[nodiscard]] bool busy() const { return outstanding_ > 0; }
    /// On how many connections something is to come. In broadcast each message counts one down.
    [[nodiscard]] int outstanding() const { return outstanding_; }
    /// The first thing that went wrong.
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  protected:
    void fail(Error error) {
        if (!error_) error_ = std::move(error);
    }

    std::int64_t operations_ = 0;
    int outstanding_ = 0;

  private:
    std::optional<Error> error_;
};

} // namespace tare::contract
