// The machine as JSON: the "hardware" of a result, and what `tare hw --json` prints.
//
//     { "key": "0123456789abcdef", "keyed": {…}, "recorded": {…}, "cpu_name": "…", "cpu_features": […],
//       "cpus": [ {"id", "core", "package", "numa_node", "l2_group", "l3_group", "kind", "online", "allowed",
//                  "isolated", "interrupts", "max_khz"} ],
//       "caches": [ {"level", "type", "bytes", "shared_by"} ] }
//
// What is absent in the value is absent in the JSON.
//
// Thread safety: pure functions.
#pragma once

#include "base/error.hpp"
#include "hw/machine.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <string>
#include <string_view>

namespace tare::store {

class JsonNode;

boost::json::object machine_to_json(const hw::Machine& machine);

/// Text of such an object; `file` is named in errors.
Result<hw::Machine> machine_from_json(std::string_view text, std::string_view file);
/// The same of a node within a larger document, which keeps the error.
hw::Machine machine_from_json(const JsonNode& node);

/// An object whose members are all texts.
boost::json::object facts_to_json(const std::map<std::string, std::string>& facts);
std::map<std::string, std::string> facts_from_json(const JsonNode& node);

} // namespace tare::store
