// Reads a JSON document whose shape is known, and says where it is not so.
//
//     JsonDocument document = *JsonDocument::parse(text, "quick.json");
//     JsonNode root = document.root();
//     root.only({"name", "sessions"});
//     suite.sessions = static_cast<int>(root.member("sessions").whole(1, 1'000));
//     if (auto error = document.error()) return *error;
//
// A node that is not as expected reports it to its document and yields a default; the first report is the one
// that counts, so the caller asks once, at the end. Errors are Trouble::usage:
//     quick.json: /cases/2/size_bytes: expected a whole number from 0 to 67108864, got "big"
//
// Thread safety: none; a document and its nodes belong to one thread. Nodes must not outlive the document.
#pragma once

#include "base/error.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tare::store {

class JsonNode;

class JsonDocument {
  public:
    /// Errors for text that is no JSON name line and column (from 1), or say that it ends too early.
    static Result<JsonDocument> parse(std::string_view text, std::string_view file);

    [[nodiscard]] JsonNode root() const;
    /// The first thing that was not as expected.
    [[nodiscard]] const std::optional<Error>& error() const { return state_->error; }

  private:
    friend class JsonNode;
    struct State {
        std::string file;
        boost::json::value value;
        std::optional<Error> error;
    };
    explicit JsonDocument(std::unique_ptr<State> state) : state_(std::move(state)) {}

    std::unique_ptr<State> state_; ///< on the heap: nodes point to it
};

class JsonNode {
  public:
    /// False for an optional member that is not there.
    [[nodiscard]] bool present() const { return value_ != nullptr; }
    explicit operator bool() const { return present(); }

    [[nodiscard]] JsonNode member(std::string_view key) const;   ///< must be there
    [[nodiscard]] JsonNode optional(std::string_view key) const; ///< may be absent
    [[nodiscard]] std::vector<std::pair<std::string, JsonNode>> members() const;
    [[nodiscard]] std::vector<JsonNode> elements() const;
    /// A list's elements; anything else as a list of one.
    [[nodiscard]] std::vector<JsonNode> one_or_more() const;

    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string text_not_empty() const;
    [[nodiscard]] bool flag() const;
    [[nodiscard]] double number() const;                                      ///< finite
    [[nodiscard]] std::vector<double> numbers() const;                        ///< a list of them
    [[nodiscard]] std::int64_t whole(std::int64_t lo, std::int64_t hi) const; ///< 3.0 is whole
    [[nodiscard]] std::int64_t whole() const;
    [[nodiscard]] std::uint64_t whole_unsigned() const;
    /// A word by its table: parse is core::parse_transport and the like.
    template <class Enum>
    [[nodiscard]] Enum word(Result<Enum> (*parse)(std::string_view)) const;

    /// Objects only: a member that is not named here is an error (of the member).
    void only(std::initializer_list<std::string_view> keys) const;
    /// Reports `what` as the first error, if it is.
    void fail(std::string_view what) const;
    /// "expected EXPECTED, got VALUE"
    void expected(std::string_view expectation) const;

  private:
    friend class JsonDocument;
    JsonNode(JsonDocument::State* state, const boost::json::value* value, std::string pointer)
        : state_(state), value_(value), pointer_(std::move(pointer)) {}

    [[nodiscard]] const boost::json::object* object() const;

    JsonDocument::State* state_;
    const boost::json::value* value_; ///< null: absent
    std::string pointer_;
};

template <class Enum>
Enum JsonNode::word(Result<Enum> (*parse)(std::string_view)) const {
    const std::string name = text();
    if (state_->error) return Enum{};
    const auto value = parse(name);
    if (value) return *value;
    fail(value.error().message);
    return Enum{};
}

} // namespace tare::store
