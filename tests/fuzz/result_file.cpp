// The result reader. Whatever it takes can be written again, reads back the same, and can be shown.
#include "bench/store/result_file.hpp"

#include "bench/compare/compare.hpp"
#include "bench/compare/plausible.hpp"
#include "bench/report/console.hpp"
#include "bench/report/verdicts.hpp"
#include "bench/store/comparison_json.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/json_mutator.hpp"
#include "tests/fuzz/require.hpp"

using namespace tare;
using namespace tare::fuzz;

TARE_FUZZ_JSON_MUTATOR

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto result = store::parse_result(Input(data, size).text(), "r.json");
    if (!result) {
        require(result.error().trouble == Trouble::usage, "a wrong file is the caller's input");
        require(result.error().message.starts_with("r.json: "), "the error names the file");
        return 0;
    }
    const std::string written = store::to_json(*result);
    const auto again = store::parse_result(written, "written.json");
    if (!again) std::fprintf(stderr, "%s\n", again.error().message.c_str());
    require(again.has_value(), "what was read can be written and read");
    require(store::to_json(*again) == written, "and is the same");

    // Whatever could have been written by a run can be held against itself, and nothing has changed then.
    if (compare::check_plausible(*result, "r.json", result->machine.key)) {
        const auto comparison = compare::compare(*result, *result);
        require(core::outcome_of(comparison) != core::Outcome::regressed, "nothing regresses against itself");
        require(compare::suspects(comparison).empty(), "nor is it suspected of it");
        require(!store::comparison_to_json(comparison).empty(), "and it can be written");
        for (const int width : {100, report::Terminal::kNarrowest})
            require(report::verdict_table(comparison, {false, width, false, true}).ends_with('\n'),
                    "and shown");
    }

    for (const bool unicode : {true, false}) {
        const std::string table = report::console_table(
            *result, {false, unicode ? 100 : report::Terminal::kNarrowest, unicode, unicode});
        require(table.ends_with('\n'), "the report's last line is a line");
        require(table.find('\r') == std::string::npos, "no control character of a file reaches the terminal");
    }
    return 0;
}
