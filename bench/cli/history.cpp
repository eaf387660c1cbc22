#include "bench/cli/history.hpp"

#include "bench/cli/selection.hpp"
#include "bench/cli/suggest.hpp"
#include "bench/history/series.hpp"
#include "bench/report/history_text.hpp"
#include "bench/report/text.hpp"
#include "bench/store/history_json.hpp"
#include "bench/store/result_file.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <tuple>

namespace tare::cli {
namespace {

namespace fs = std::filesystem;

/// Every result.json below a folder, in the order of their names.
Result<std::vector<fs::path>> results_below(const fs::path& folder) {
    std::error_code code;
    if (!fs::is_directory(folder, code))
        return make_error(Trouble::usage, "history: {} is no folder; name results, or --dir DIR",
                          folder.string());
    std::vector<fs::path> found;
    for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, code),
         end;
         !code && at != end; at.increment(code))
        if (at->path().filename() == "result.json") found.push_back(at->path());
    if (code)
        return make_error(Trouble::usage, "history: {} cannot be read: {}", folder.string(), code.message());
    if (found.empty())
        return make_error(Trouble::usage, "history: there is no result.json below {}", folder.string());
    std::sort(found.begin(), found.end());
    return found;
}

Result<std::vector<fs::path>> files_asked_for(const HistoryOptions& options, const World& world) {
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& path : options.results)
        files.push_back(fs::is_directory(path, none) ? path / "result.json" : path);
    if (!files.empty() && options.folder.empty()) return files;
    const auto folder =
        options.folder.empty() ? world.bin.parent_path().parent_path() / "results" : options.folder;
    const auto below = results_below(folder);
    if (!below) return below.error();
    files.insert(files.end(), below->begin(), below->end());
    return files;
}

struct Gathered {
    std::vector<history::StoredResult> results;
    std::set<std::string> case_ids;
    std::vector<std::string> left_out; ///< unreadable, a sentence each
    std::vector<std::string> twice;    ///< the same run once more, a sentence each
};

Gathered gather(const std::vector<fs::path>& files, const std::string& case_id) {
    Gathered found;
    std::set<std::tuple<std::string, std::string, std::uint64_t>> runs;
    for (const auto& file : files) {
        auto result = store::read_result(file);
        if (!result) {
            found.left_out.push_back(result.error().message);
            continue;
        }
        if (!runs.insert({result->machine.key, result->run.started_utc, result->run.seed}).second) {
            found.twice.push_back(fmt::format("{}: holds a run that was read already", file.string()));
            continue;
        }
        for (const auto& cell : result->cells) found.case_ids.insert(core::case_id(cell.measured));
        // The other cases' histograms would fill the memory.
        std::erase_if(result->cells,
                      [&](const core::Cell& cell) { return core::case_id(cell.measured) != case_id; });
        found.results.push_back({file.string(), std::move(*result)});
    }
    return found;
}

void warn(const std::vector<std::string>& sentences, std::string_view head, const World& world) {
    for (const auto& sentence : sentences)
        std::fputs(
            report::hanging(head, report::Style::caution, report::printable(sentence, world.err), world.err)
                .c_str(),
            stderr);
}

} // namespace

CLI::App& add_history(CLI::App& app, HistoryOptions& options) {
    CLI::App& verb = *app.add_subcommand("history", "One case over many results, and where it changed");
    verb.add_option("case", options.case_id, "Its id, such as echo-256; see tare list")
        ->required()
        ->type_name("CASE");
    auto* results = verb.add_option("results", options.results, "Files, or folders that hold a result.json")
                        ->type_name("RESULT");
    results->expected(0, -1);
    verb.add_option("--dir", options.folder, "Every result.json below DIR [build/results]")->type_name("DIR");
    verb.add_option("--contender", options.contenders, "Only NAME or NAME:VARIANT, with *; repeatable")
        ->type_name("GLOB")
        ->allow_extra_args(false);
    verb.add_option("--metric", options.metric,
                    "cpu: CPU over the floor; wall: time over the floor; p99; rate")
        ->type_name("cpu|wall|p99|rate");
    auto* as_json = verb.add_flag("--json", options.json, "Points and changes as JSON");
    verb.add_flag("--csv", options.csv, "A line a point, for plotting")->excludes(as_json);
    return verb;
}

Result<int> history_verb(const HistoryOptions& options, const World& world) {
    const auto metric = core::parse_metric(options.metric);
    if (!metric) return in_context("history: --metric", metric.error());
    const auto files = files_asked_for(options, world);
    if (!files) return files.error();
    auto gathered = gather(*files, options.case_id);
    warn(gathered.left_out, "left out: ", world);
    warn(gathered.twice, "left out: ", world);
    if (gathered.results.empty())
        return make_error(Trouble::usage, "history: none of the {} files holds a readable result",
                          files->size());
    if (!gathered.case_ids.contains(options.case_id))
        return make_error(
            Trouble::usage, "history: no result holds the case \"{}\"{}", options.case_id,
            did_you_mean(options.case_id, {gathered.case_ids.begin(), gathered.case_ids.end()}));

    core::History history{options.case_id, *metric, {}, std::move(gathered.left_out)};
    history.series =
        history::series_of(gathered.results, options.case_id, *metric, [&](const core::Cell& cell) {
            return names_program(options.contenders, cell.subject);
        });
    if (history.series.empty())
        return make_error(Trouble::usage, "history: no result of {} has the contender {}", options.case_id,
                          fmt::join(options.contenders, ", "));
    const auto text = options.json  ? store::history_to_json(history)
                      : options.csv ? report::history_csv(history)
                                    : report::history_text(history, world.out);
    std::fputs(text.c_str(), stdout);
    return history.left_out.empty() ? kFine : kUsage;
}

} // namespace tare::cli
