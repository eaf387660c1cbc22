// An experiment as JSON, and back: what anybody needs to compute the figures otherwise than we do.
#include "bench/cli/experiment.hpp"
#include "bench/store/json_node.hpp"
#include "bench/store/json_text.hpp"
#include "bench/store/read_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace tare::cli {
namespace {

namespace json = boost::json;

} // namespace

std::string experiment_to_json(const Experiment& experiment) {
    json::array rows, positions;
    for (const auto& row : experiment.rows)
        rows.push_back(json::object{{"name", row.name},
                                    {"truth", row.truth},
                                    {"verdict", core::to_string(row.verdict)},
                                    {"screen_cpu", store::numbers(row.screen_cpu)},
                                    {"screen_wall", store::numbers(row.screen_wall)},
                                    {"fresh_cpu", store::numbers(row.fresh_cpu)},
                                    {"fresh_wall", store::numbers(row.fresh_wall)}});
    for (const auto& position : experiment.positions)
        positions.push_back(
            json::object{{"n", position.n}, {"sum", position.sum}, {"squares", position.squares}});
    return store::pretty(
               json::object{{"started_utc", experiment.started_utc},
                            {"case", experiment.case_id},
                            {"hardware_key", experiment.key},
                            {"seed", experiment.seed},
                            {"rows", std::move(rows)},
                            {"plain_ln_cpu", store::numbers(experiment.plain_ln_cpu)},
                            {"plain_ln_wall", store::numbers(experiment.plain_ln_wall)},
                            {"fresh_plain_ln_cpu", store::numbers(experiment.fresh_plain_ln_cpu)},
                            {"fresh_plain_ln_wall", store::numbers(experiment.fresh_plain_ln_wall)},
                            {"plain_ln_cpu_over_floor", store::numbers(experiment.plain_ln_cpu_over_floor)},
                            {"plain_ln_wall_over_floor", store::numbers(experiment.plain_ln_wall_over_floor)},
                            {"positions", std::move(positions)}}) +
           "\n";
}

Result<Experiment> read_experiment(const std::filesystem::path& file) {
    const auto text = store::read_text(file);
    if (!text) return text.error();
    const auto document = store::JsonDocument::parse(*text, file.string());
    if (!document) return document.error();
    const auto root = document->root();
    Experiment experiment;
    experiment.started_utc = root.member("started_utc").text();
    experiment.case_id = root.member("case").text();
    experiment.key = root.member("hardware_key").text();
    experiment.seed = root.member("seed").whole_unsigned();
    for (const auto& row : root.member("rows").elements())
        experiment.rows.push_back({row.member("name").text(), row.member("truth").number(),
                                   row.member("screen_cpu").numbers(), row.member("screen_wall").numbers(),
                                   row.member("fresh_cpu").numbers(), row.member("fresh_wall").numbers(),
                                   row.member("verdict").word(core::parse_verdict)});
    experiment.plain_ln_cpu = root.member("plain_ln_cpu").numbers();
    experiment.plain_ln_wall = root.member("plain_ln_wall").numbers();
    experiment.fresh_plain_ln_cpu = root.member("fresh_plain_ln_cpu").numbers();
    experiment.fresh_plain_ln_wall = root.member("fresh_plain_ln_wall").numbers();
    experiment.plain_ln_cpu_over_floor = root.member("plain_ln_cpu_over_floor").numbers();
    experiment.plain_ln_wall_over_floor = root.member("plain_ln_wall_over_floor").numbers();
    for (const auto& position : root.member("positions").elements())
        experiment.positions.push_back({position.member("n").whole(), position.member("sum").number(),
                                        position.member("squares").number()});
    if (const auto& error = document->error()) return *error;
    return experiment;
}

} // namespace tare::cli
