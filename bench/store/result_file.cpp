#include "bench/store/result_file.hpp"

#include "bench/store/atomic_file.hpp"
#include "bench/store/cell_json.hpp"
#include "bench/store/json_node.hpp"
#include "bench/store/json_text.hpp"
#include "bench/store/machine_json.hpp"
#include "bench/store/read_text.hpp"

#include <limits>

namespace tare::store {
namespace {

namespace json = boost::json;

json::object tool_to_json(const core::ToolFacts& tare) {
    return {{"version", tare.version},
            {"revision", tare.revision},
            {"dirty", tare.dirty},
            {"compiler", tare.compiler},
            {"flags", tare.flags}};
}

core::ToolFacts tool_from_json(const JsonNode& node) {
    core::ToolFacts tare;
    tare.version = node.member("version").text();
    tare.revision = node.member("revision").text();
    tare.dirty = node.member("dirty").flag();
    if (const auto compiler = node.optional("compiler")) tare.compiler = compiler.text();
    if (const auto flags = node.optional("flags")) tare.flags = flags.text();
    return tare;
}

json::object run_to_json(const core::RunFacts& run) {
    json::object object{{"started_utc", run.started_utc}};
    put(object, "took_s", std::optional(run.took_s));
    object.emplace("seed", run.seed);
    object.emplace("suite", run.suite);
    object.emplace("sessions", run.sessions);
    object.emplace("rounds", run.rounds);
    put(object, "block_ms", std::optional(run.block_ms));
    put(object, "longest_block_ms", run.longest_block_ms);
    put(object, "budget_s", std::optional(run.budget_s));
    object.emplace("partial", run.partial);
    put(object, "network", run.network);
    json::object cores;
    for (const auto& [end, ids] : run.cores) cores.emplace(end, json::array(ids.begin(), ids.end()));
    put(object, "cores", std::move(cores));
    put(object, "cores_reason", run.cores_reason);
    put(object, "recording_ns", run.recording_ns);
    put(object, "harness_cpu_share", run.harness_cpu_share);
    json::array warnings;
    for (const auto& warning : run.warnings) warnings.push_back(json::string(warning));
    object.emplace("warnings", std::move(warnings));
    return object;
}

core::RunFacts run_from_json(const JsonNode& node) {
    constexpr int most = std::numeric_limits<int>::max();
    core::RunFacts run;
    run.started_utc = node.member("started_utc").text();
    if (const auto took = node.optional("took_s")) run.took_s = took.number();
    run.seed = node.member("seed").whole_unsigned();
    run.suite = node.member("suite").text();
    run.sessions = static_cast<int>(node.member("sessions").whole(0, most));
    run.rounds = static_cast<int>(node.member("rounds").whole(0, most));
    if (const auto block = node.optional("block_ms")) run.block_ms = block.number();
    if (const auto longest = node.optional("longest_block_ms")) run.longest_block_ms = longest.number();
    run.budget_s = node.member("budget_s").number();
    run.partial = node.member("partial").flag();
    if (const auto network = node.optional("network")) run.network = network.text();
    if (const auto cores = node.optional("cores"))
        for (const auto& [end, ids] : cores.members())
            for (const auto& id : ids.elements())
                run.cores[end].push_back(static_cast<int>(id.whole(0, most)));
    if (const auto reason = node.optional("cores_reason")) run.cores_reason = reason.text();
    if (const auto recording = node.optional("recording_ns")) run.recording_ns = recording.number();
    if (const auto share = node.optional("harness_cpu_share")) run.harness_cpu_share = share.number();
    for (const auto& warning : node.member("warnings").elements()) run.warnings.push_back(warning.text());
    return run;
}

/// The schema comes first: a document of another kind or of a later version is said to be that, rather than
/// to lack some member.
void check_schema(const JsonNode& root) {
    const auto schema = root.optional("schema");
    if (!schema || !root.optional("tare") || !root.optional("cells"))
        return root.fail("this is no result of tare: it has not \"schema\", \"tare\" and \"cells\"");
    const auto version = schema.whole(1, std::numeric_limits<std::int64_t>::max());
    if (version > core::kResultSchema)
        schema.fail(fmt::format(
            "schema {} is newer than the {} that this tare reads; use the tare that wrote it or a "
            "later one",
            version, core::kResultSchema));
}

} // namespace

std::string to_json(const core::RunResult& result) {
    json::array cells;
    for (const auto& cell : result.cells) cells.push_back(cell_to_json(cell));
    return pretty(json::object{{"schema", core::kResultSchema},
                               {"tare", tool_to_json(result.tare)},
                               {"hardware", machine_to_json(result.machine)},
                               {"run", run_to_json(result.run)},
                               {"cells", std::move(cells)}}) +
           "\n";
}

Result<core::RunResult> parse_result(std::string_view text, std::string_view file) {
    const auto document = JsonDocument::parse(text, file);
    if (!document) return document.error();
    const JsonNode root = document->root();
    check_schema(root);
    if (const auto& error = document->error()) return *error;

    core::RunResult result;
    result.tare = tool_from_json(root.member("tare"));
    result.machine = machine_from_json(root.member("hardware"));
    result.run = run_from_json(root.member("run"));
    for (const auto& cell : root.member("cells").elements()) result.cells.push_back(cell_from_json(cell));
    if (const auto& error = document->error()) return *error;
    return result;
}

Result<core::RunResult> read_result(const std::filesystem::path& path) {
    const auto text = read_text(path);
    if (!text) return text.error();
    return parse_result(*text, path.string());
}

Result<void> write_result(const std::filesystem::path& path, const core::RunResult& result) {
    return write_atomically(path, to_json(result));
}

} // namespace tare::store
