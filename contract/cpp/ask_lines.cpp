#include "contract/cpp/ask_lines.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace tare::contract {

namespace json = boost::json;

AskLine::AskLine(std::string_view line, std::string_view name) : name_(name) {
    boost::system::error_code error;
    root_ = json::parse(json::string_view(line.data(), line.size()), error);
    const json::object* object = error ? nullptr : root_.if_object();
    const json::value* inner = object != nullptr && object->size() == 1
                                   ? object->if_contains(json::string_view(name.data(), name.size()))
                                   : nullptr;
    members_ = inner != nullptr ? inner->if_object() : nullptr;
    if (members_ == nullptr) fail(fmt::format("expected one JSON object, {{\"{}\":{{…}}}}", name));
}

std::int64_t AskLine::number(std::string_view name, std::int64_t least, std::int64_t most) {
    const json::value* value = find(name);
    if (value == nullptr) {
        fail(fmt::format("\"{}\" is missing", name));
        return least;
    }
    const auto* whole = value->if_int64();
    if (whole == nullptr || *whole < least || *whole > most) {
        fail(fmt::format("\"{}\" must be a whole number from {} to {}, got {}", name, least, most,
                         json::serialize(*value)));
        return least;
    }
    return *whole;
}

std::int64_t AskLine::number_or(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                std::int64_t most) {
    return find(name) == nullptr ? otherwise : number(name, least, most);
}

std::uint64_t AskLine::seed(std::string_view name) {
    const json::value* value = find(name);
    if (value != nullptr && value->is_uint64()) return value->get_uint64();
    return static_cast<std::uint64_t>(number(name, 0, std::numeric_limits<std::int64_t>::max()));
}

std::string AskLine::word(std::string_view name, std::initializer_list<std::string_view> allowed) {
    const json::value* value = find(name);
    if (value != nullptr && value->is_string()) {
        std::string word(value->get_string());
        if (std::find(allowed.begin(), allowed.end(), word) != allowed.end()) return word;
    }
    fail(fmt::format("\"{}\" must be one of {}", name, fmt::join(allowed, ", ")));
    return {};
}

Result<void> AskLine::finish() {
    if (members_ != nullptr) {
        for (const auto& member : *members_) {
            const std::string key(member.key());
            if (std::find(known_.begin(), known_.end(), key) == known_.end())
                fail(fmt::format("\"{}\" is not a member of it", key));
        }
    }
    if (error_.empty()) return {};
    return make_error(Trouble::usage, "{}: {}", name_, error_);
}

const json::value* AskLine::find(std::string_view name) {
    known_.emplace_back(name);
    return members_ == nullptr ? nullptr : members_->if_contains(json::string_view(name.data(), name.size()));
}

void AskLine::fail(std::string what) {
    if (error_.empty()) error_ = std::move(what);
}

} // namespace tare::contract
