#include "bench/stats/goals.hpp"

#include "bench/stats/estimators.hpp"

#include <algorithm>

namespace tare::stats {
namespace {

using core::Cell;
using core::Estimate;
using core::Goal;
using core::GoalReading;

/// A floor is in no other role, so a goal of any role can be held against one.
const Cell* find(const std::vector<Cell>& cells, const Goal& goal, const core::Program& subject) {
    const auto found = std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) {
        return cell.measured == goal.measured && cell.subject == subject &&
               (cell.role == goal.role || cell.role == core::Role::floor);
    });
    return found == cells.end() ? nullptr : &*found;
}

/// Why a cell has no figures; empty if it has.
std::string lacking(const Cell* cell, const core::Program& subject) {
    if (cell == nullptr) return fmt::format("{} was not part of the run", core::to_string(subject));
    if (cell->status != core::Status::ok)
        return fmt::format("{}: {}", core::to_string(subject), cell->reason);
    return "";
}

/// How many times the rate of `other` (null: of the floor) the subject's is.
std::optional<Estimate> rate_ratio(const Cell& subject, const Cell* other) {
    if (other != nullptr && other->sessions.size() != subject.sessions.size()) return std::nullopt;
    std::vector<std::vector<double>> sessions;
    for (std::size_t i = 0; i < subject.sessions.size(); ++i) {
        const auto ours = subject.sessions[i].ln_wall_over_floor;
        const auto theirs = other ? other->sessions[i].ln_wall_over_floor : std::optional(0.0);
        if (!ours || !theirs) return std::nullopt;
        sessions.push_back({*theirs - *ours}); // half the time is twice the rate
    }
    if (sessions.empty()) return std::nullopt;
    return from_ln(estimate_ln(sessions, 0).ln);
}

GoalReading read(const Goal& goal, const std::vector<Cell>& cells) {
    GoalReading reading{goal, std::nullopt, "", false, false};
    const Cell* const subject = find(cells, goal, goal.subject);
    if (reading.reason = lacking(subject, goal.subject); !reading.reason.empty()) return reading;
    const Cell* other = nullptr;
    if (goal.over) {
        other = find(cells, goal, *goal.over);
        if (reading.reason = lacking(other, *goal.over); !reading.reason.empty()) return reading;
    }
    if (goal.figure == core::Figure::rate) {
        reading.value = rate_ratio(*subject, other);
        if (!reading.value) reading.reason = "not measured in the same sessions";
    } else {
        if (const auto calls = subject->per_op_server.syscalls)
            reading.value = Estimate{*calls, *calls, *calls};
        if (!reading.value) reading.reason = "system calls cannot be counted here";
    }
    if (!reading.value) return reading;
    const auto meets = [&](double value) {
        return goal.at_least ? value >= *goal.at_least : value <= *goal.at_most;
    };
    const Estimate& value = *reading.value;
    reading.reached = meets(value.est);
    reading.certain =
        value.lo && value.hi && meets(*value.lo) == reading.reached && meets(*value.hi) == reading.reached;
    return reading;
}

} // namespace

std::vector<GoalReading> read_goals(const std::vector<Goal>& goals, const std::vector<Cell>& cells) {
    std::vector<GoalReading> readings;
    for (const Goal& goal : goals) {
        const bool ran = std::any_of(cells.begin(), cells.end(),
                                     [&](const Cell& cell) { return cell.measured == goal.measured; });
        if (ran) readings.push_back(read(goal, cells));
    }
    return readings;
}

} // namespace tare::stats
