#include "bench/store/features_json.hpp"

#include "bench/store/json_text.hpp"

#include <boost/json.hpp>

#include <cmath>
#include <utility>

namespace tare::store {
namespace {

namespace json = boost::json;

std::string_view word(core::Unit unit) {
    switch (unit) {
    case core::Unit::none:
        return "";
    case core::Unit::count:
        return "count";
    case core::Unit::bytes:
        return "bytes";
    case core::Unit::nanoseconds:
        return "ns";
    }
    return "";
}

/// Whole numbers stay whole.
void put_number(json::object& object, std::string_view key, const std::optional<double>& number) {
    if (number && *number == std::floor(*number) && std::abs(*number) < 9e15) {
        put(object, key, std::optional(static_cast<std::int64_t>(*number)));
    } else {
        put(object, key, number);
    }
}

json::object cell_json(const core::FeatureCell& cell) {
    json::object object{{"answer", core::to_string(cell.answer)}};
    put(object, "value", cell.value);
    put_number(object, "number", cell.number);
    put_number(object, "lo", cell.lo);
    put_number(object, "hi", cell.hi);
    if (cell.number) put(object, "unit", std::string(word(core::about(cell.feature).unit)));
    put(object, "detail", cell.detail);
    put(object, "mismatch", cell.mismatch);
    return object;
}

json::array tuned_json(const core::FeatureReport& report) {
    json::array tuned;
    for (const core::Tuning& tuning : report.contender.tuned) {
        if (tuning.variant != "*" && tuning.variant != report.variant.name) continue;
        tuned.push_back(json::object{{"what", tuning.what}, {"why", tuning.why}});
    }
    return tuned;
}

json::object report_json(const core::FeatureReport& report) {
    const core::Contender& contender = report.contender;
    const core::Availability& found = report.availability;
    json::object object{{"contender", contender.name},
                        {"variant", report.variant.name},
                        {"side", core::to_string(contender.side)},
                        {"floor", contender.is_floor},
                        {"language", contender.language},
                        {"library", contender.library},
                        {"available", found.available}};
    if (!found.available) {
        object.emplace("reason", found.reason);
        return object;
    }
    json::object versions, cells;
    for (const auto& [library, version] : found.versions) versions.emplace(library, version);
    for (const core::FeatureCell& cell : report.cells)
        cells.emplace(core::to_string(cell.feature), cell_json(cell));
    const core::Capabilities& can = report.variant.can;
    object.emplace("versions", std::move(versions));
    object.emplace("accelerators", found.features);
    object.emplace("tuned", tuned_json(report));
    object.emplace("declared", json::object{{"tls", can.tls},
                                            {"text", can.text},
                                            {"fragments", can.fragments},
                                            {"deflate", can.deflate},
                                            {"tls_resume", can.tls_resume},
                                            {"spin", can.spin},
                                            {"most_connections", can.most_connections}});
    object.emplace("features", std::move(cells));
    return object;
}

} // namespace

std::string features_to_json(const core::FeatureTable& table) {
    json::object machine;
    put(machine, "cpu", table.cpu_name);
    if (table.cpus > 0) machine.emplace("cpus", table.cpus);
    put(machine, "load_average", table.load_average);
    json::array reports;
    for (const core::FeatureReport& report : table.reports) reports.push_back(report_json(report));
    return pretty(json::object{{"schema", kFeaturesSchema},
                               {"tare", table.tare},
                               {"started_utc", table.started_utc},
                               {"partial", table.partial},
                               {"machine", std::move(machine)},
                               {"contenders", std::move(reports)}}) +
           '\n';
}

} // namespace tare::store
