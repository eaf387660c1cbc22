// The suite reader. Whatever it takes has cases that are cases, each once, and no more than a suite may have.
#include "bench/store/suite_file.hpp"

#include "tests/fuzz/input.hpp"
#include "tests/fuzz/json_mutator.hpp"
#include "tests/fuzz/require.hpp"

#include <set>

using namespace tare;
using namespace tare::fuzz;

TARE_FUZZ_JSON_MUTATOR

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto suite = store::parse_suite(Input(data, size).text(), "s.json");
    if (!suite) {
        require(suite.error().trouble == Trouble::usage, "a wrong file is the caller's input");
        require(suite.error().message.starts_with("s.json: "), "the error names the file");
        return 0;
    }
    require(!suite->name.empty() && !suite->label.empty() && !suite->roles.empty(), "a whole suite");
    require(suite->budget_s > 0 && suite->sessions > 0 && suite->rounds > 0, "time to measure");
    require(!suite->cases.empty(), "a suite has cases");
    std::set<std::string> ids;
    for (const auto& measured : suite->cases) {
        require(core::check_case(measured).has_value(), "parameters within their ranges");
        const std::string id = core::case_id(measured);
        const auto named = core::parse_case_id(id);
        require(named.has_value() && *named == measured, "an id names its case");
        require(ids.insert(id).second, "no case twice");
    }
    return 0;
}
