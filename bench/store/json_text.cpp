#include "bench/store/json_text.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tare::store {
namespace {

namespace json = boost::json;

constexpr int kOneLine = -1;

bool is_scalar(const json::value& value) { return !value.is_object() && !value.is_array(); }

bool is_flat(const json::value& value) {
    if (const auto* array = value.if_array()) return std::all_of(array->begin(), array->end(), is_scalar);
    if (const auto* object = value.if_object())
        return std::all_of(object->begin(), object->end(),
                           [](const auto& field) { return is_scalar(field.value()); });
    return true;
}

/// Whether a whole double gets a ".0" of itself depends on fmt's version; ours always does.
std::string shortest(double number) {
    std::string text = fmt::format("{}", number);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

void write_scalar(std::string& text, const json::value& value) {
    const auto* number = value.if_double();
    if (!number)
        text += json::serialize(value);
    else if (!std::isfinite(*number))
        text += "null";
    else
        text += shortest(*number);
}

void write(std::string& text, const json::value& value, int depth);

/// The members or elements between their brackets; `each` writes the one at an index.
template <class Each>
void write_list(std::string& text, char open, char close, std::size_t size, int depth, Each each) {
    text += open;
    const auto new_line = [&text](int level) {
        if (level >= 0) text.append("\n").append(static_cast<std::size_t>(level) * 2, ' ');
    };
    const int inner = depth == kOneLine ? kOneLine : depth + 1;
    for (std::size_t i = 0; i < size; ++i) {
        if (i > 0) text += inner == kOneLine ? ", " : ",";
        new_line(inner);
        each(i, inner);
    }
    if (size > 0) new_line(depth);
    text += close;
}

void write(std::string& text, const json::value& value, int depth) {
    if (is_flat(value)) depth = kOneLine;
    if (const auto* array = value.if_array()) {
        write_list(text, '[', ']', array->size(), depth,
                   [&](std::size_t i, int inner) { write(text, (*array)[i], inner); });
    } else if (const auto* object = value.if_object()) {
        write_list(text, '{', '}', object->size(), depth, [&](std::size_t i, int inner) {
            const auto& field = *(object->begin() + static_cast<std::ptrdiff_t>(i));
            text.append(json::serialize(field.key())).append(": ");
            write(text, field.value(), inner);
        });
    } else {
        write_scalar(text, value);
    }
}

} // namespace

std::string pretty(const json::value& value) {
    std::string text;
    write(text, value, 0);
    return text;
}

std::string compact(const json::value& value) {
    std::string text;
    write(text, value, kOneLine);
    return text;
}

void put(json::object& object, std::string_view key, const std::optional<double>& value) {
    if (value && std::isfinite(*value)) object.emplace(json::string_view(key.data(), key.size()), *value);
}

void put(json::object& object, std::string_view key, const std::optional<std::int64_t>& value) {
    if (value) object.emplace(json::string_view(key.data(), key.size()), *value);
}

void put(json::object& object, std::string_view key, const std::optional<int>& value) {
    if (value) object.emplace(json::string_view(key.data(), key.size()), *value);
}

void put(json::object& object, std::string_view key, const std::string& text) {
    if (!text.empty()) object.emplace(json::string_view(key.data(), key.size()), text);
}

void put(json::object& object, std::string_view key, json::object members) {
    if (!members.empty()) object.emplace(json::string_view(key.data(), key.size()), std::move(members));
}

} // namespace tare::store
