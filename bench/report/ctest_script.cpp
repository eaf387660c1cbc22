#include "bench/report/ctest_script.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace tare::report {

namespace {

/// Starting, probing, warming up and writing, for a machine that is slow; the budget covers the measuring.
constexpr double kBesideMeasuringS = 120;
/// Measuring suspects again, where the case is judged.
constexpr double kConfirmingS = 300;

/// What is far too short to measure has no verdict either.
bool is_judged(const core::Suite& suite) { return suite.label != "smoke"; }

/// A case by itself gets its share of the suite's budget.
double limit_s(const core::Suite& suite, const core::Case& measured) {
    return std::ceil(core::budget_of(suite, measured)) + kBesideMeasuringS +
           (is_judged(suite) ? kConfirmingS : 0);
}

/// A CMake bracket argument: nothing inside it is special, so no path can be misread.
std::string bracketed(std::string_view text) {
    std::string equals;
    while (text.find("]" + equals + "]") != std::string_view::npos ||
           text.ends_with("]" + equals)) { // "…]" + "]]" would close one character early
        equals += '=';
    }
    // A line break directly after the opening bracket is swallowed; one more keeps the text's own.
    const std::string_view first_line = text.starts_with('\n') ? "\n" : "";
    return fmt::format("[{0}[{2}{1}]{0}]", equals, text, first_line);
}

/// Each end on its own core, or both on one.
std::string_view resource_groups(core::Placement placement) {
    return placement == core::Placement::same ? "cores:1" : "2,cores:1";
}

std::string one_test(const core::Suite& suite, const core::Case& measured, const CtestPaths& paths) {
    const std::string id = core::case_id(measured);
    const std::string name = suite.name + "." + id;
    return fmt::format(
        "add_test({name} {tare} run {id} --suite {suite} --ctest{judge} --out {out})\n"
        "set_tests_properties({name} PROPERTIES LABELS {label} RESOURCE_GROUPS \"{groups}\"\n"
        "  RUN_SERIAL TRUE SKIP_RETURN_CODE 77 TIMEOUT {timeout_s:.0f} ENVIRONMENT NO_COLOR=1)\n",
        fmt::arg("name", bracketed(name)), fmt::arg("tare", bracketed(paths.tare.generic_string())),
        fmt::arg("id", bracketed(id)), fmt::arg("suite", bracketed(suite.name)),
        fmt::arg("judge", is_judged(suite) ? " --judge" : ""),
        fmt::arg("out", bracketed((paths.results / name).generic_string())),
        fmt::arg("label", bracketed(suite.label)), fmt::arg("groups", resource_groups(measured.placement)),
        fmt::arg("timeout_s", limit_s(suite, measured)));
}

} // namespace

std::string ctest_script(const std::vector<core::Suite>& suites, const CtestPaths& paths) {
    std::string script = "# Written by `tare list --ctest` after each build; changes here are lost.\n";
    for (const core::Suite& suite : suites) {
        for (const core::Case& measured : suite.cases) {
            script += one_test(suite, measured, paths);
        }
    }
    return script;
}

} // namespace tare::report
