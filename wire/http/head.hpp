// The head of an HTTP/1.1 message (RFC 9112), read strictly: what two readers could understand differently is
// refused. Just enough for a WebSocket handshake, whose messages have no body.
//
// Thread safety: plain values; views point into the bytes that were parsed.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tare::wire::http {

inline constexpr std::size_t kLongestHead = 8192; ///< bytes, with the blank line
inline constexpr std::size_t kMostFields = 64;

enum class HeadStep {
    more, ///< the blank line has not come yet
    whole,
    malformed, ///< status 400
    too_large, ///< status 431: longer than kLongestHead or more fields than kMostFields
};

struct Field {
    std::string_view name, value; ///< the value without the blanks around it
};

class Head {
  public:
    /// Parses the head at the front of `received`. Only after HeadStep::whole is anything else meaningful.
    [[nodiscard]] HeadStep parse(std::string_view received);

    /// The first line, without its end.
    [[nodiscard]] std::string_view start_line() const { return start_line_; }
    [[nodiscard]] std::span<const Field> fields() const { return std::span(fields_).first(count_); }
    /// Bytes of the head; what follows at this offset belongs to whatever comes next.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

    /// How often the field is there. Names do not depend on case.
    [[nodiscard]] std::size_t count(std::string_view name) const;
    /// Its value where it stands exactly once; else empty.
    [[nodiscard]] std::string_view only(std::string_view name) const;
    /// All its values as one list, with commas between them.
    [[nodiscard]] std::string joined(std::string_view name) const;
    /// Does any of the field's comma-separated lists hold this token? Neither depends on case.
    [[nodiscard]] bool lists(std::string_view name, std::string_view token) const;

  private:
    bool add_field(std::string_view line);

    std::string_view start_line_;
    std::array<Field, kMostFields> fields_;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
};

/// ASCII letters alike in either case.
bool same_word(std::string_view a, std::string_view b);
/// A token as RFC 9110 section 5.6.2 has it; not empty.
bool is_token(std::string_view text);

} // namespace tare::wire::http
