#include "bench/store/doctor_json.hpp"

#include "bench/store/json_text.hpp"

#include <boost/json.hpp>

namespace tare::store {
namespace {

namespace json = boost::json;

json::object finding_to_json(const core::Finding& finding) {
    json::object object{
        {"id", finding.id}, {"title", finding.title}, {"grade", core::to_string(finding.grade)}};
    put(object, "found", finding.found);
    put(object, "where", finding.where);
    put(object, "cost", finding.cost);
    put(object, "source", finding.source);
    json::object measured;
    for (const auto& [name, value] : finding.measured) put(measured, name, std::optional(value));
    put(object, "measured", std::move(measured));
    put(object, "command", finding.command);
    put(object, "advice", finding.advice);
    object.emplace("tunable", finding.tunable);
    return object;
}

} // namespace

std::string doctor_to_json(const core::Diagnosis& diagnosis) {
    json::object object{{"schema", 1},
                        {"trust", diagnosis.trust},
                        {"cpus", json::array(diagnosis.cpus.begin(), diagnosis.cpus.end())}};
    if (diagnosis.looked_s > 0) object.emplace("looked_s", diagnosis.looked_s);
    json::array findings;
    for (const auto& finding : diagnosis.findings) findings.push_back(finding_to_json(finding));
    object.emplace("findings", std::move(findings));
    return pretty(object) + '\n';
}

} // namespace tare::store
