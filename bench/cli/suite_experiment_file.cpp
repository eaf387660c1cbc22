// A suite's A/A as JSON, and back.
#include "bench/cli/suite_experiment.hpp"
#include "bench/store/json_node.hpp"
#include "bench/store/json_text.hpp"
#include "bench/store/read_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace tare::cli {
namespace {

namespace json = boost::json;

} // namespace

std::string suite_experiment_to_json(const SuiteExperiment& experiment) {
    json::array rows;
    for (const auto& row : experiment.rows)
        rows.push_back(json::object{{"case", core::case_id(row.measured)},
                                    {"role", core::to_string(row.role)},
                                    {"contender", row.subject.contender},
                                    {"variant", row.subject.variant},
                                    {"gate", core::to_string(row.gate)},
                                    {"verdict", core::to_string(row.verdict)},
                                    {"suspected", row.suspected},
                                    {"screen", store::numbers(row.screen)},
                                    {"fresh", store::numbers(row.fresh)}});
    return store::pretty(json::object{{"started_utc", experiment.started_utc},
                                      {"hardware_key", experiment.key},
                                      {"suite", experiment.suite},
                                      {"seed", experiment.seed},
                                      {"took_s", experiment.took_s},
                                      {"rows", std::move(rows)}}) +
           "\n";
}

Result<SuiteExperiment> read_suite_experiment(const std::filesystem::path& file) {
    const auto text = store::read_text(file);
    if (!text) return text.error();
    const auto document = store::JsonDocument::parse(*text, file.string());
    if (!document) return document.error();
    const auto root = document->root();
    SuiteExperiment experiment;
    experiment.started_utc = root.member("started_utc").text();
    experiment.key = root.member("hardware_key").text();
    experiment.suite = root.member("suite").text();
    experiment.seed = root.member("seed").whole_unsigned();
    experiment.took_s = root.member("took_s").number();
    for (const auto& row : root.member("rows").elements())
        experiment.rows.push_back({row.member("case").word(core::parse_case_id),
                                   row.member("role").word(core::parse_role),
                                   {row.member("contender").text(), row.member("variant").text()},
                                   row.member("gate").word(core::parse_gate),
                                   row.member("verdict").word(core::parse_verdict),
                                   row.member("suspected").flag(),
                                   row.member("screen").numbers(),
                                   row.member("fresh").numbers()});
    if (const auto& error = document->error()) return *error;
    return experiment;
}

} // namespace tare::cli
