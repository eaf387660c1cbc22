#include "bench/store/comparison_json.hpp"

#include "bench/store/json_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace tare::store {
namespace {

namespace json = boost::json;

constexpr int kComparisonSchema = 1;

json::object compared_to_json(const core::Compared& one) {
    json::object object{{"name", one.name}};
    put(object, "hardware_key", one.key);
    put(object, "started_utc", one.started_utc);
    put(object, "tare_revision", one.tare_revision);
    return object;
}

json::array texts(const std::vector<std::string>& list) {
    json::array array;
    for (const auto& text : list) array.push_back(json::string(text));
    return array;
}

json::object judgement_to_json(const core::Judgement& one) {
    json::object object{{"case", core::case_id(one.measured)}, {"role", core::to_string(one.role)},
                        {"contender", one.subject.contender},  {"variant", one.subject.variant},
                        {"gate", core::to_string(one.gate)},   {"verdict", core::to_string(one.verdict)}};
    put(object, "reason", one.reason);
    if (one.change) {
        json::object change{{"est", one.change->est}};
        put(change, "lo", one.change->lo);
        put(change, "hi", one.change->hi);
        object.emplace("change", std::move(change));
        object.emplace("confidence", one.confidence);
        put(object, "least_detectable", one.least_detectable);
        object.emplace("sessions", json::object{{"base", one.base_sessions}, {"new", one.new_sessions}});
    }
    object.emplace("margin", one.margin);
    object.emplace("suspected", one.suspected);
    object.emplace("confirmed", one.confirmed);
    if (!one.notes.empty()) object.emplace("notes", texts(one.notes));
    return object;
}

const char* outcome_word(core::Outcome outcome) {
    switch (outcome) {
    case core::Outcome::passed:
        return "passed";
    case core::Outcome::regressed:
        return "regressed";
    case core::Outcome::open:
        return "open";
    case core::Outcome::unjudged:
        break;
    }
    return "unjudged";
}

} // namespace

std::string comparison_to_json(const core::Comparison& comparison) {
    json::array differs, judgements;
    for (const auto& one : comparison.key_differs)
        differs.push_back(json::object{{"fact", one.fact}, {"base", one.base}, {"new", one.now}});
    for (const auto& one : comparison.judgements) judgements.push_back(judgement_to_json(one));
    return pretty(json::object{{"comparison_schema", kComparisonSchema},
                               {"base", compared_to_json(comparison.base)},
                               {"new", compared_to_json(comparison.now)},
                               {"interleaved", comparison.interleaved},
                               {"forced", !comparison.key_differs.empty()},
                               {"key_differs", std::move(differs)},
                               {"warnings", texts(comparison.warnings)},
                               {"outcome", outcome_word(core::outcome_of(comparison))},
                               {"judgements", std::move(judgements)}}) +
           "\n";
}

} // namespace tare::store
