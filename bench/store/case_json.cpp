#include "bench/store/cell_json.hpp"
#include "bench/store/json_node.hpp"

namespace tare::store {

boost::json::object case_to_json(const core::Case& measured) {
    boost::json::object object{{"id", core::case_id(measured)},
                               {"workload", core::to_string(measured.workload)},
                               {"size_bytes", measured.size_bytes},
                               {"connections", measured.connections},
                               {"depth", measured.depth},
                               {"transport", core::to_string(measured.transport)},
                               {"placement", core::to_string(measured.placement)},
                               {"wait", core::to_string(measured.wait)},
                               {"kind", core::to_string(measured.kind)}};
    if (measured.direction != core::Direction::none)
        object.emplace("direction", core::to_string(measured.direction));
    if (measured.fragment_bytes != 0) object.emplace("fragment_bytes", measured.fragment_bytes);
    if (measured.rate_per_s != 0) object.emplace("rate_per_s", measured.rate_per_s);
    if (measured.load_percent != 0) object.emplace("load_percent", measured.load_percent);
    if (measured.p99_us != 0) object.emplace("p99_us", measured.p99_us);
    if (measured.deflate) object.emplace("deflate", true);
    if (measured.resumed) object.emplace("resumed", true);
    return object;
}

core::Case case_from_json(const JsonNode& node) {
    core::Case measured;
    measured.workload = node.member("workload").word(core::parse_workload);
    measured.size_bytes = node.member("size_bytes").whole(0, core::kLargestMessageBytes);
    measured.connections = static_cast<int>(node.member("connections").whole(1, core::kMostConnections));
    // Absent in results from before there was pipelining.
    if (const auto depth = node.optional("depth"))
        measured.depth = static_cast<int>(depth.whole(1, core::kDeepest));
    if (const auto direction = node.optional("direction"))
        measured.direction = direction.word(core::parse_direction);
    if (const auto fragment = node.optional("fragment_bytes"))
        measured.fragment_bytes = fragment.whole(1, core::kLargestMessageBytes);
    if (const auto rate = node.optional("rate_per_s"))
        measured.rate_per_s = rate.whole(core::kLowestRate, core::kHighestRate);
    if (const auto load = node.optional("load_percent"))
        measured.load_percent = static_cast<int>(load.whole(1, core::kHighestLoad));
    if (const auto target = node.optional("p99_us")) measured.p99_us = target.whole(1, core::kLongestP99Us);
    measured.transport = node.member("transport").word(core::parse_transport);
    measured.placement = node.member("placement").word(core::parse_placement);
    measured.wait = node.member("wait").word(core::parse_wait_mode);
    measured.kind = node.member("kind").word(core::parse_message_kind);
    if (const auto deflate = node.optional("deflate")) measured.deflate = deflate.flag();
    if (const auto resumed = node.optional("resumed")) measured.resumed = resumed.flag();
    const auto id = node.member("id");
    if (const auto made = core::case_id(measured); id.text() != made)
        id.expected(fmt::format("\"{}\", which its parameters make", made));
    return measured;
}

} // namespace tare::store
