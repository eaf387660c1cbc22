#include "bench/check/json_members.hpp"

namespace tare::check {

namespace json = boost::json;

const json::value* JsonMembers::find(const char* name) {
    read_.insert(name);
    return object_.if_contains(name);
}

void JsonMembers::fail(std::string what) {
    if (error_.empty()) error_ = std::move(what);
}

std::string JsonMembers::text(const char* name, std::string otherwise) {
    const json::value* value = find(name);
    if (value == nullptr) return otherwise;
    if (!value->is_string()) return fail(fmt::format("\"{}\" must be a string", name)), otherwise;
    return std::string(value->get_string());
}

bool JsonMembers::flag(const char* name, bool otherwise) {
    const json::value* value = find(name);
    if (value == nullptr) return otherwise;
    if (!value->is_bool()) return fail(fmt::format("\"{}\" must be true or false", name)), otherwise;
    return value->get_bool();
}

int JsonMembers::number(const char* name, int otherwise) {
    const auto all = numbers(name);
    if (all.size() > 1) fail(fmt::format("\"{}\" must be one whole number", name));
    return all.empty() ? otherwise : all[0];
}

Bytes JsonMembers::hex(const char* name) {
    auto bytes = parse_hex(text(name));
    if (!bytes) return fail(fmt::format("\"{}\": {}", name, bytes.error().message)), Bytes{};
    return std::move(*bytes);
}

std::vector<int> JsonMembers::numbers(const char* name) {
    const json::value* value = find(name);
    if (value == nullptr) return {};
    const json::array alone{*value};
    std::vector<int> all;
    for (const json::value& each : value->is_array() ? value->get_array() : alone) {
        boost::system::error_code error;
        const int number = each.to_number<int>(error);
        if (error) fail(fmt::format("\"{}\" must be a whole number or a list of them", name));
        all.push_back(number);
    }
    return all;
}

std::vector<std::string> JsonMembers::texts(const char* name) {
    std::vector<std::string> all;
    const json::array* values = array(name);
    if (values == nullptr) return all;
    for (const json::value& each : *values) {
        if (!each.is_string()) return fail(fmt::format("\"{}\" must be a list of strings", name)), all;
        all.emplace_back(each.get_string());
    }
    return all;
}

const json::object* JsonMembers::object(const char* name) {
    const json::value* value = find(name);
    if (value == nullptr) return nullptr;
    if (!value->is_object()) fail(fmt::format("\"{}\" must be an object", name));
    return value->if_object();
}

const json::array* JsonMembers::array(const char* name) {
    const json::value* value = find(name);
    if (value == nullptr) return nullptr;
    if (!value->is_array()) fail(fmt::format("\"{}\" must be a list", name));
    return value->if_array();
}

Result<void> JsonMembers::finish() const {
    if (!error_.empty()) return Error{Trouble::usage, error_};
    for (const auto& member : object_) {
        if (!read_.contains(std::string(member.key()))) {
            return make_error(Trouble::usage, "\"{}\" is unknown here", std::string_view(member.key()));
        }
    }
    return {};
}

} // namespace tare::check
