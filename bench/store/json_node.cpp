#include "bench/store/json_node.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tare::store {
namespace {

namespace json = boost::json;

/// Above it not every whole number is a double.
constexpr double kLargestExact = 9'007'199'254'740'992.0;

json::string_view as_json(std::string_view text) { return {text.data(), text.size()}; }
std::string_view as_std(json::string_view text) { return {text.data(), text.size()}; }

/// What was found, short enough for a sentence.
std::string shown(const json::value& value) {
    constexpr std::size_t longest = 60;
    if (value.is_object()) return "an object";
    if (value.is_array()) return "a list";
    std::string text = json::serialize(value);
    if (text.size() > longest) text = text.substr(0, longest) + "…";
    return text;
}

/// RFC 6901: "~" and "/" within a name are written "~0" and "~1".
std::string escaped(std::string_view key) {
    std::string out;
    for (const char c : key) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

std::string place_of(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t line_start = before.rfind('\n') + 1; // npos + 1 is 0
    return fmt::format("line {}, column {}", line, offset - line_start + 1);
}

} // namespace

Result<JsonDocument> JsonDocument::parse(std::string_view text, std::string_view file) {
    json::stream_parser parser;
    boost::system::error_code code;
    const auto wrong = [&](std::size_t offset, std::string_view why) {
        return make_error(Trouble::usage, "{}: {}: {}", file, place_of(text, offset), why);
    };
    const std::size_t read = parser.write_some(text.data(), text.size(), code);
    if (code) return wrong(read, fmt::format("not JSON: {}", code.message()));
    // The parser stops where a document is complete and something other than space follows.
    const std::size_t rest = text.find_first_not_of(" \t\r\n", read);
    if (rest != std::string_view::npos) return wrong(rest, "more text after the end of the JSON document");
    if (!parser.done()) parser.finish(code);
    if (code) return wrong(text.size(), text.empty() ? "the file is empty" : "the file is cut off here");
    auto state = std::make_unique<State>();
    state->file = file;
    state->value = parser.release();
    return JsonDocument(std::move(state));
}

JsonNode JsonDocument::root() const { return {state_.get(), &state_->value, ""}; }

void JsonNode::fail(std::string_view what) const {
    if (state_->error) return;
    const std::string_view place = pointer_.empty() ? "the document" : std::string_view(pointer_);
    state_->error = make_error(Trouble::usage, "{}: {}: {}", state_->file, place, what);
}

void JsonNode::expected(std::string_view expectation) const {
    fail(fmt::format("expected {}, got {}", expectation, value_ ? shown(*value_) : "nothing"));
}

const json::object* JsonNode::object() const {
    const auto* object = value_ ? value_->if_object() : nullptr;
    if (!object) expected("an object");
    return object;
}

JsonNode JsonNode::optional(std::string_view key) const {
    const auto* fields = object();
    const json::value* found = fields ? fields->if_contains(as_json(key)) : nullptr;
    return {state_, found, fmt::format("{}/{}", pointer_, escaped(key))};
}

JsonNode JsonNode::member(std::string_view key) const {
    JsonNode found = optional(key);
    if (!found) fail(fmt::format("\"{}\" is missing", key));
    return found;
}

std::vector<std::pair<std::string, JsonNode>> JsonNode::members() const {
    std::vector<std::pair<std::string, JsonNode>> all;
    if (const auto* fields = object())
        for (const auto& field : *fields) {
            std::string key(as_std(field.key()));
            JsonNode node(state_, &field.value(), fmt::format("{}/{}", pointer_, escaped(key)));
            all.emplace_back(std::move(key), std::move(node));
        }
    return all;
}

std::vector<JsonNode> JsonNode::elements() const {
    std::vector<JsonNode> all;
    const auto* array = value_ ? value_->if_array() : nullptr;
    if (!array) {
        expected("a list");
        return all;
    }
    for (std::size_t i = 0; i < array->size(); ++i)
        all.push_back(JsonNode(state_, &(*array)[i], fmt::format("{}/{}", pointer_, i)));
    return all;
}

std::vector<JsonNode> JsonNode::one_or_more() const {
    if (value_ && value_->is_array()) return elements();
    return {*this};
}

std::string JsonNode::text() const {
    if (const auto* string = value_ ? value_->if_string() : nullptr)
        return std::string(string->data(), string->size());
    expected("a text");
    return {};
}

std::string JsonNode::text_not_empty() const {
    std::string value = text();
    if (value.empty()) expected("a text that is not empty");
    return value;
}

bool JsonNode::flag() const {
    if (const auto* flag = value_ ? value_->if_bool() : nullptr) return *flag;
    expected("true or false");
    return false;
}

double JsonNode::number() const {
    if (value_ && value_->is_number()) {
        const auto number = value_->to_number<double>();
        if (std::isfinite(number)) return number;
        fail("expected a finite number, got one that is too large");
        return 0;
    }
    expected("a number");
    return 0;
}

std::int64_t JsonNode::whole(std::int64_t lo, std::int64_t hi) const {
    std::optional<std::int64_t> number;
    if (value_) {
        if (const auto* i = value_->if_int64()) number = *i;
        if (const auto* d = value_->if_double(); d && std::abs(*d) <= kLargestExact && *d == std::floor(*d))
            number = static_cast<std::int64_t>(*d);
    }
    if (number && *number >= lo && *number <= hi) return *number;
    const bool any =
        lo == std::numeric_limits<std::int64_t>::min() && hi == std::numeric_limits<std::int64_t>::max();
    expected(any ? "a whole number" : fmt::format("a whole number from {} to {}", lo, hi));
    return lo;
}

std::int64_t JsonNode::whole() const {
    return whole(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
}

std::vector<double> JsonNode::numbers() const {
    std::vector<double> values;
    for (const auto& element : elements()) values.push_back(element.number());
    return values;
}

std::uint64_t JsonNode::whole_unsigned() const {
    if (value_) {
        if (const auto* u = value_->if_uint64()) return *u;
        if (const auto* i = value_->if_int64(); i && *i >= 0) return static_cast<std::uint64_t>(*i);
    }
    expected("a whole number from 0 to 18446744073709551615");
    return 0;
}

void JsonNode::only(std::initializer_list<std::string_view> keys) const {
    const auto* fields = object();
    if (!fields) return;
    for (const auto& field : *fields) {
        const std::string_view key = as_std(field.key());
        if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
        std::string known;
        for (const auto name : keys)
            if (name != "$schema") known.append(known.empty() ? "" : ", ").append(name);
        return JsonNode(state_, &field.value(), fmt::format("{}/{}", pointer_, escaped(key)))
            .fail(fmt::format("unknown key; known are {}", known));
    }
}

} // namespace tare::store
