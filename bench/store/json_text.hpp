// JSON as text that people read and that diffs well.
//
// Thread safety: pure functions.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare::store {

/// Two spaces a level, one member a line; objects and lists whose members are all scalars stay on one line.
/// Ends without a newline. A double is the shortest text that reads back to the same value, and always looks
/// like one (12.0, not 12). A number that is not finite cannot be written: it reads null, which no reader of
/// ours takes.
std::string pretty(const boost::json::value& value);

/// On one line, the same otherwise.
std::string compact(const boost::json::value& value);

/// A list of them; JsonNode::numbers() reads it.
inline boost::json::array numbers(const std::vector<double>& values) {
    return boost::json::array(values.begin(), values.end());
}

/// Adds the member if there is a value, and if that is finite: absent means not measured.
void put(boost::json::object& object, std::string_view key, const std::optional<double>& value);
void put(boost::json::object& object, std::string_view key, const std::optional<std::int64_t>& value);
void put(boost::json::object& object, std::string_view key, const std::optional<int>& value);
/// Adds the member unless it is empty.
void put(boost::json::object& object, std::string_view key, const std::string& text);
void put(boost::json::object& object, std::string_view key, boost::json::object members);

} // namespace tare::store
