#include "bench/store/history_json.hpp"

#include "bench/store/cell_json.hpp"
#include "bench/store/json_text.hpp"

#include <boost/json.hpp>

namespace tare::store {
namespace {

namespace json = boost::json;

json::object point_to_json(const core::HistoryPoint& point) {
    json::object object;
    put(object, "file", point.file);
    put(object, "started_utc", point.started_utc);
    put(object, "revision", point.revision);
    object.emplace("dirty", point.dirty);
    object.emplace("partial", point.partial);
    object.emplace("status", core::to_string(point.status));
    put(object, "reason", point.reason);
    object.emplace("sessions", point.sessions);
    if (point.value) {
        json::object value{{"est", point.value->est}};
        put(value, "lo", point.value->lo);
        put(value, "hi", point.value->hi);
        object.emplace("value", std::move(value));
    }
    put(object, "delta", point.delta);
    if (point.change) {
        json::object change{{"shift", point.change->shift}, {"p_sessions", point.change->p_sessions}};
        put(change, "p_runs", point.change->p_runs);
        object.emplace("change", std::move(change));
    }
    return object;
}

json::object series_to_json(const core::Series& series) {
    json::object object{{"key", series.key}};
    put(object, "machine", series.machine);
    put(object, "network", series.network);
    object.emplace("role", core::to_string(series.role));
    object.emplace("contender", series.subject.contender);
    object.emplace("variant", series.subject.variant);
    object.emplace("server", program_to_json(series.server));
    object.emplace("client", program_to_json(series.client));
    json::array points;
    for (const auto& point : series.points) points.push_back(point_to_json(point));
    object.emplace("points", std::move(points));
    return object;
}

} // namespace

std::string history_to_json(const core::History& history) {
    json::array series, left_out;
    for (const auto& each : history.series) series.push_back(series_to_json(each));
    for (const auto& each : history.left_out) left_out.push_back(json::string(each));
    return pretty(json::object{{"schema", 1},
                               {"case", history.case_id},
                               {"metric", core::to_string(history.metric)},
                               {"series", std::move(series)},
                               {"left_out", std::move(left_out)}}) +
           '\n';
}

} // namespace tare::store
