#include "tests/fuzz/json_mutator.hpp"

#include "base/split_mix64.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

/// libFuzzer's own mutations, of any bytes.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace tare::fuzz {
namespace {

namespace json = boost::json;

/// At the edges of what fits the types that readers have.
json::value scalar(SplitMix64& random) {
    switch (random.below(18)) {
    case 0:
        return nullptr;
    case 1:
        return true;
    case 2:
        return false;
    case 3:
        return 0;
    case 4:
        return 1;
    case 5:
        return -1;
    case 6:
        return 2'147'483'647;
    case 7:
        return 2'147'483'648;
    case 8:
        return std::int64_t{9'223'372'036'854'775'807};
    case 9:
        return std::int64_t{-9'223'372'036'854'775'807} - 1;
    case 10:
        return std::uint64_t{18'446'744'073'709'551'615u};
    case 11:
        return 1.0;
    case 12:
        return -0.0;
    case 13:
        return 1e308;
    case 14:
        return 5e-324;
    case 15:
        return "";
    case 16:
        return json::array{};
    default:
        return json::object{};
    }
}

/// Every value of the document, itself included.
void collect(json::value& value, std::vector<json::value*>& all) {
    all.push_back(&value);
    if (auto* array = value.if_array())
        for (auto& element : *array) collect(element, all);
    if (auto* object = value.if_object())
        for (auto& member : *object) collect(member.value(), all);
}

void change_text(json::string& text) {
    constexpr std::size_t room = 32;
    std::string bytes(text.data(), text.size());
    const std::size_t size = bytes.size();
    bytes.resize(size + room);
    bytes.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), size, bytes.size()));
    text.assign(bytes.data(), bytes.size());
}

/// Takes a member or element away, or puts one in.
void change_list(json::value& list, json::value other, SplitMix64& random) {
    if (auto* array = list.if_array()) {
        const auto at = static_cast<std::ptrdiff_t>(random.below(array->size() + 1));
        if (array->empty() || random.below(2) == 0)
            array->insert(array->begin() + at, std::move(other));
        else
            array->erase(array->begin() + at % static_cast<std::ptrdiff_t>(array->size()));
    } else if (auto* object = list.if_object(); object && !object->empty()) {
        const auto member = object->begin() + static_cast<std::ptrdiff_t>(random.below(object->size()));
        if (random.below(4) == 0) {
            json::string name(member->key());
            change_text(name);
            object->insert_or_assign(json::string_view(name.data(), name.size()), std::move(other));
        } else {
            object->erase(member);
        }
    }
}

void change(json::value& document, SplitMix64& random) {
    std::vector<json::value*> all;
    collect(document, all);
    json::value& chosen = *all[random.below(all.size())];
    const json::value other = *all[random.below(all.size())]; // a copy: it may hold `chosen`
    switch (random.below(5)) {
    case 0:
        chosen = other;
        return;
    case 1:
        chosen = scalar(random);
        return;
    case 2:
        if (auto* text = chosen.if_string()) return change_text(*text);
        [[fallthrough]];
    case 3:
        if (auto* number = chosen.if_int64()) {
            const auto step = static_cast<std::uint64_t>(random.below(5)) - 2;
            *number =
                static_cast<std::int64_t>(static_cast<std::uint64_t>(*number) * (1 + random.below(2)) + step);
            return;
        }
        [[fallthrough]];
    default:
        if (chosen.is_array() || chosen.is_object())
            change_list(chosen, other, random);
        else
            chosen = scalar(random);
    }
}

/// The text with one change; empty when it is no JSON.
std::string changed(std::string_view text, SplitMix64& random) {
    boost::system::error_code code;
    json::value document = json::parse(json::string_view(text.data(), text.size()), code);
    if (code) return {};
    for (std::size_t n = 1 + random.below(3); n > 0; --n) change(document, random);
    return json::serialize(document);
}

/// One of the lines changed.
std::string one_line_changed(std::string_view text, SplitMix64& random) {
    std::vector<std::size_t> begins{0};
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos;) begins.push_back(++at);
    const std::size_t begin = begins[random.below(begins.size())];
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = changed(text.substr(begin, end - begin), random);
    if (line.empty()) return {};
    return std::string(text.substr(0, begin)).append(line).append(text.substr(end));
}

} // namespace

std::size_t mutate_json(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    SplitMix64 random(seed);
    if (random.below(4) == 0) return LLVMFuzzerMutate(data, size, most);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::string result = changed(text, random);
    if (result.empty()) result = one_line_changed(text, random);
    if (result.empty() || result.size() > most) return LLVMFuzzerMutate(data, size, most);
    std::memcpy(data, result.data(), result.size());
    return result.size();
}

} // namespace tare::fuzz
