#include "bench/report/goal_table.hpp"

#include "bench/report/format.hpp"
#include "bench/report/grid.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tare::report {
namespace {

using core::GoalReading;

std::string subject_text(const core::Goal& goal) {
    return fmt::format("{} {} {}", goal.subject.contender, goal.subject.variant, core::to_string(goal.role));
}

std::string figure_text(const core::Goal& goal) {
    if (goal.figure == core::Figure::server_syscalls) return "server syscalls/op";
    return goal.over ? fmt::format("rate over {} {}", goal.over->contender, goal.over->variant)
                     : std::string("rate over the floor");
}

std::string value_text(const core::Estimate& value) {
    if (!value.lo || !value.hi || *value.lo == *value.hi) return fmt::format("{:.2f}", value.est);
    return fmt::format("{:.3f} ±{:.3f}", value.est, (*value.hi - *value.lo) / 2);
}

/// Falling short within the interval may be chance, and so may reaching it.
GridCell outcome(const GoalReading& reading, const Terminal& terminal) {
    if (!reading.value) return {std::string(signs(terminal).absent), Style::dim};
    const std::string word = reading.reached ? "reached" : "short";
    if (!reading.certain) return {word + "?", Style::caution};
    return {word, reading.reached ? Style::good : Style::bad};
}

} // namespace

std::string goal_table(const std::vector<GoalReading>& readings, const Terminal& terminal) {
    if (readings.empty()) return "";
    Grid grid;
    grid.columns = {
        {"case", Align::left, 1}, {"of", Align::left}, {"figure", Align::left}, {"goal"}, {"measured"},
        {"", Align::left}};
    std::vector<std::string> reasons;
    for (const GoalReading& reading : readings) {
        const core::Goal& goal = reading.goal;
        const std::string bound =
            goal.at_least ? fmt::format(">= {:g}", *goal.at_least) : fmt::format("<= {:g}", *goal.at_most);
        grid.rows.push_back(
            {{{core::case_id(goal.measured)},
              {subject_text(goal)},
              {figure_text(goal)},
              {bound},
              {reading.value ? value_text(*reading.value) : std::string(signs(terminal).absent)},
              outcome(reading, terminal)},
             ""});
        if (!reading.value && std::find(reasons.begin(), reasons.end(), reading.reason) == reasons.end())
            reasons.push_back(reading.reason);
    }
    std::string text =
        '\n' + styled("goals of this suite", Style::bold, terminal) + '\n' + grid_text(grid, terminal);
    for (const std::string& reason : reasons)
        text += hanging(" not measured ", Style::dim, printable(reason, terminal), terminal);
    return text + hanging(" reached?     ", Style::dim,
                          "with a question mark: the 99 % interval reaches to the other side of the goal",
                          terminal);
}

} // namespace tare::report
