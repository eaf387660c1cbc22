#include "bench/run/footprint.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace tare::run {
namespace {

namespace json = boost::json;

/// A whole number from 0 on; anything else is a word in `trouble`.
std::optional<std::int64_t> amount(const json::object& object, const char* name, std::string& trouble) {
    const json::value* member = object.if_contains(name);
    if (!member) return std::nullopt;
    boost::system::error_code code;
    const auto number = member->to_number<std::int64_t>(code);
    if (!code && number >= 0) return number;
    trouble = fmt::format("\"footprint\": expected \"{}\" to be a whole number from 0 on, got {}", name,
                          json::serialize(*member).substr(0, 40));
    return std::nullopt;
}

} // namespace

std::optional<core::Footprint> read_footprint(const json::object& answer) {
    const json::value* member = answer.if_contains("footprint");
    if (!member) return std::nullopt;
    core::Footprint found;
    const json::object* object = member->if_object();
    if (!object) {
        found.trouble = "\"footprint\": expected {\"packages\": N, \"bytes\": N, \"what\": \"…\"}";
        return found;
    }
    found.packages = amount(*object, "packages", found.trouble);
    found.bytes = amount(*object, "bytes", found.trouble);
    if (const json::value* what = object->if_contains("what"); what && what->is_string())
        found.what = std::string(what->get_string());
    if (found.trouble.empty() && !found.packages && !found.bytes)
        found.trouble = "\"footprint\": expected \"packages\" or \"bytes\" in it";
    return found;
}

} // namespace tare::run
